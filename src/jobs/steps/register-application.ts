import type { StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { findOurApplication, notOurs, pathByUniqueName, refuseDeletedApplication } from './entra/application.ts';
import { otherCredentials, ourCertificates, thumbprintOf } from './entra/credentials.ts';
import { desiredApplication, differences } from './entra/desired-application.ts';
import { readBack } from './entra/read-back.ts';
import type { Tools } from './entra/tools.ts';

/** Makes the application, or brings ours back to what it should be. */
export async function registerApplication(
  input: StepInput<'register-application'>,
  tools: Tools,
): Promise<StepOutput<'register-application'>> {
  const { graph } = tools;
  const found = await findOurApplication(graph, input.deploymentKey);
  let created = false;
  let changed = false;
  if (!found) {
    await refuseDeletedApplication(graph, input.deploymentKey);
    created = (await graph.upsert(pathByUniqueName(input.deploymentKey), desiredApplication(input))) === 'created';
    changed = true;
  } else {
    const { names, body } = differences(found, input);
    if (names.length > 0) {
      await graph.patch(`/applications/${found.id}`, body);
      changed = true;
    }
  }
  const application =
    found && !changed
      ? found
      : await readBack(tools, {
          what: 'the application to appear',
          read: () => findOurApplication(graph, input.deploymentKey),
          good: (each) => differences(each, input).names.length === 0,
        });
  if (!application.createdByAppId) throw notOurs(application);
  return {
    applicationId: application.id,
    appId: application.appId,
    displayName: application.displayName ?? input.displayName,
    createdByAppId: application.createdByAppId,
    created,
    changed,
    certificates: ourCertificates(application, tools.now()).flatMap((each) => thumbprintOf(each) ?? []),
    others: otherCredentials(application, tools.now()),
  };
}
