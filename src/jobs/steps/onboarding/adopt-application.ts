import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { differences } from '../entra/application/desired-application.ts';
import { oursOf } from '../entra/application/ownership.ts';
import { ensureOwner } from '../entra/application/self-owner.ts';
import { readApplicationFacts } from '../entra/facts/application-facts.ts';
import { askFacts, unchanged } from '../entra/facts/facts.ts';
import { readBack } from '../entra/read-back.ts';
import type { Tools } from '../entra/tools.ts';

/** Takes over the application that an earlier client id made: nothing of it is changed before this was approved. */
export async function adoptApplication(
  input: StepInput<'adopt-application'>,
  tools: Tools,
): Promise<StepOutput<'adopt-application'>> {
  const { graph } = tools;
  const { applicationId } = input;
  const identity = await graph.identity();
  const batch = graph.batch();
  const readFacts = askFacts(batch, input, identity?.oid);
  await batch.send();
  const facts = readFacts(tools);
  await tools.authorize({ kind: 'adopt-application', ...input }, unchanged(facts, tools.now()));

  if (!facts.isOwner) await ensureOwner(tools, facts.application, identity);
  const { names, body } = differences(facts.application, input);
  if (names.length === 0) return { changed: false };
  await graph.patch(`/applications/${applicationId}`, body);
  await readBack(tools, {
    what: 'the changes of the application to appear',
    read: () => readApplicationFacts(tools, applicationId, oursOf(input, tools), identity),
    good: ({ application }) => differences(application, input).names.length === 0,
  });
  return { changed: true };
}
