import type { StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { type Application, findOurApplication, NewObject, pathByUniqueName } from './entra/application.ts';
import { ourCertificates, thumbprintOf } from './entra/credentials.ts';
import { refuseDeletedApplication } from './entra/deleted-application.ts';
import { desiredApplication, differences } from './entra/desired-application.ts';
import { otherCredentials, readHoldersOfApplication } from './entra/holders.ts';
import { readBack } from './entra/read-back.ts';
import { ensureOwner } from './entra/self-owner.ts';
import type { Tools } from './entra/tools.ts';

type Input = StepInput<'register-application'>;

/** Makes the application, or brings ours back to what it should be; says who else can use it. */
export async function registerApplication(input: Input, tools: Tools): Promise<StepOutput<'register-application'>> {
  const { graph } = tools;
  const found = await findOurApplication(tools, input.deploymentKey);
  let created = false;
  let changed = false;
  if (!found) {
    await refuseDeletedApplication(tools, input.deploymentKey);
    // 204 means that an application which we did not see was there already. Ours from an earlier attempt or somebody
    // else's: reading back tells, and stops at the latter.
    const path = pathByUniqueName(input.deploymentKey);
    created = (await graph.upsert(path, desiredApplication(input), NewObject)) !== undefined;
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
          read: () => findOurApplication(tools, input.deploymentKey),
          good: (each) => differences(each, input).names.length === 0,
        });
  return { ...(await describe(application, input, tools)), created, changed };
}

async function describe(application: Application, input: Input, tools: Tools) {
  const identity = await tools.graph.identity();
  const holders = await readHoldersOfApplication(tools.graph, application.id, identity?.oid);
  if (!holders.isOurs) await ensureOwner(tools, application, identity);
  const others = [...otherCredentials('application', application, tools.now()), ...holders.others];
  return {
    applicationId: application.id,
    appId: application.appId,
    displayName: application.displayName ?? input.displayName,
    createdByAppId: tools.clientId,
    certificates: ourCertificates(application.keyCredentials, tools.now()).flatMap((each) => thumbprintOf(each) ?? []),
    others,
  };
}
