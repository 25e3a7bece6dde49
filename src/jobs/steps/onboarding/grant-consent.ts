import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import type { Batch } from '../../../graph/client.ts';
import { wasThere } from '../entra/already-there.ts';
import {
  AppRoleAssignment,
  askMissing,
  askResources,
  type Grant,
  nameOf,
} from '../entra/enterprise-application/grants.ts';
import { askFacts, unchanged } from '../entra/facts/facts.ts';
import { freshly } from '../entra/facts/seen.ts';
import { writeThenRead } from '../entra/read-back.ts';
import type { Tools } from '../entra/tools.ts';

type Input = StepInput<'grant-consent'>;

/** Grants the permissions that are missing (tenant-wide admin consent), under an approval. */
export async function grantConsent(input: Input, tools: Tools): Promise<StepOutput<'grant-consent'>> {
  const { servicePrincipalId } = input;
  if (freshly(input.seenGranted, tools.now())) return { granted: [], alreadyGranted: input.permissions.map(nameOf) };
  const identity = await tools.graph.identity();
  const batch = tools.graph.batch();
  const resources = askResources(batch, input.permissions);
  const missingOf = askMissing(batch, servicePrincipalId);
  const readFacts = askFacts(batch, input, identity?.oid);
  await batch.send();
  const grants = resources();
  const missing = missingOf(grants);
  if (missing.length > 0) {
    const facts = readFacts(tools);
    const permissions = missing.map(({ permission }) => permission);
    await tools.authorize({ kind: 'grant-consent', ...input, permissions }, unchanged(facts, tools.now()));
    await writeThenRead(tools, {
      what: 'the granted permissions to appear',
      write: (each) => give(each, servicePrincipalId, missing),
      look: (each) => {
        const still = askMissing(each, servicePrincipalId);
        return () => still(missing);
      },
      good: (still) => still.length === 0,
    });
  }
  return {
    granted: missing.map(({ permission }) => nameOf(permission)),
    alreadyGranted: grants.filter((grant) => !missing.includes(grant)).map(({ permission }) => nameOf(permission)),
  };
}

function give(batch: Batch, principalId: string, missing: readonly Grant[]): () => void {
  const replies = missing.map(({ permission, resourceId }) => {
    const body = { principalId, resourceId, appRoleId: permission.appRoleId };
    return batch.post(`/servicePrincipals/${resourceId}/appRoleAssignedTo`, body, AppRoleAssignment, wasThere);
  });
  return () => {
    for (const reply of replies) {
      const failure = reply.failure();
      if (failure && !wasThere(failure)) throw failure;
    }
  };
}
