import type { StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { readApplicationFacts } from './entra/application-facts.ts';
import { differences } from './entra/desired-application.ts';
import { askFacts, unchanged } from './entra/facts.ts';
import { oursOf } from './entra/ownership.ts';
import { readBack } from './entra/read-back.ts';
import { ensureOwner } from './entra/self-owner.ts';
import type { Tools } from './entra/tools.ts';

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
