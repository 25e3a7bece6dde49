import { COMPLIANCE_ADMINISTRATOR } from '../../../contracts/permissions/permissions.ts';
import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { wasThere } from '../entra/already-there.ts';
import { askRoleAssignment, ROLE_ASSIGNMENTS, RoleAssignment } from '../entra/enterprise-application/directory-role.ts';
import { askFacts, unchanged } from '../entra/facts/facts.ts';
import { freshly } from '../entra/facts/seen.ts';
import { writeThenRead } from '../entra/read-back.ts';
import type { Tools } from '../entra/tools.ts';

/** Assigns Compliance Administrator for the whole directory, under an approval. */
export async function assignRole(input: StepInput<'assign-role'>, tools: Tools): Promise<StepOutput<'assign-role'>> {
  const { graph } = tools;
  const principalId = input.servicePrincipalId;
  const seen = freshly(input.seenAssignment, tools.now());
  if (seen) return { assignmentId: seen.what, created: false };
  const identity = await graph.identity();
  const batch = graph.batch();
  const existing = askRoleAssignment(batch, principalId);
  const readFacts = askFacts(batch, input, identity?.oid);
  await batch.send();
  const there = existing();
  if (there) return { assignmentId: there, created: false };

  const facts = readFacts(tools);
  await tools.authorize({ kind: 'assign-role', ...input }, unchanged(facts, tools.now()));
  const body = {
    '@odata.type': '#microsoft.graph.unifiedRoleAssignment',
    roleDefinitionId: COMPLIANCE_ADMINISTRATOR.templateId,
    principalId,
    directoryScopeId: '/',
  };
  const { written: created, read: assignmentId } = await writeThenRead(tools, {
    what: 'the role to appear',
    write: (each) => {
      const reply = each.post(ROLE_ASSIGNMENTS, body, RoleAssignment, wasThere);
      return () => {
        const failure = reply.failure();
        if (failure && !wasThere(failure)) throw failure;
        return !failure;
      };
    },
    look: (each) => askRoleAssignment(each, principalId),
    good: () => true,
    times: 3,
  });
  return { assignmentId, created };
}
