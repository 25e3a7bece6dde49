import { z } from 'zod';
import { CloudName } from '../../contracts/clouds.ts';
import { Guid, Name, TenantId } from '../../contracts/ids.ts';
import { StoreLocation } from '../../contracts/steps/runner.ts';
import { ApprovalPageUrl, PublicUrl } from '../public-url.ts';
import { Application } from './application.ts';
import { HomeChannelLink } from './home-channel.ts';
import { Retention } from './retention.ts';
import { Rotation, RotationWindow } from './rotation.ts';
import { faultsOfHomeChannel, faultsOfServers, faultsOfTenants } from './rules.ts';
import { ServerGroup } from './server-groups.ts';

export type { Server } from './server-groups.ts';

/** Somebody who holds a role: a person's Entra object id, or a group whose members hold it. */
const RoleHolder = z.union([
  z.strictObject({ person: Guid, name: z.string() }),
  z.strictObject({ group: Guid, name: z.string() }),
]);
export type RoleHolder = z.infer<typeof RoleHolder>;

export const RoleName = z.enum(['viewer', 'requester', 'approver', 'admin']);
export type RoleName = z.infer<typeof RoleName>;

export const Mode = z.enum(['full', 'link']);
export type Mode = z.infer<typeof Mode>;

const Tenant = z.strictObject({
  domain: z.string().min(3).optional().describe('A domain of the tenant, e.g. contoso.com'),
  id: TenantId.optional(),
  mode: Mode.optional(),
  serverGroup: Name.optional(),
  serverGroups: z
    .array(Name)
    .min(1)
    .optional()
    .describe('Every server group that may hold its certificate; without it only its own or the default one'),
  cloud: CloudName.optional(),
  owner: z
    .strictObject({ person: Guid, name: z.string() })
    .optional()
    .describe('Who enters new certificates in its ServiceNow; without it whoever asked for its onboarding'),
  rotationWindow: RotationWindow.optional(),
});
export type TenantSettings = z.infer<typeof Tenant>;

/** `exo.config.yaml`. */
export const ExoConfig = z
  .strictObject({
    $schema: z.string().optional(),
    organisation: z.strictObject({
      name: z.string().min(1).describe('The operator, as the bot names it to strangers'),
      tenantId: TenantId.describe('Home tenant: the only one whose people may use the bot'),
      cloud: CloudName.default('global').describe('Microsoft cloud of the home tenant'),
    }),
    deploymentKey: Name.describe('Marks our objects in customer tenants; never change it after the first run'),
    publicUrl: PublicUrl.optional(),
    homeChannel: HomeChannelLink.optional(),
    roles: z
      .strictObject({
        viewer: z.array(RoleHolder).default([]),
        requester: z.array(RoleHolder).default([]),
        approver: z.array(RoleHolder).default([]),
        admin: z.array(RoleHolder).default([]),
      })
      .prefault({}),
    approval: z
      .strictObject({
        expiresAfterHours: z.number().positive().max(168).default(24),
        fourEyes: z.boolean().default(true).describe('The requester never approves the own request'),
        validForHours: z
          .number()
          .positive()
          .max(72)
          .default(4)
          .describe('How long after the decision exo may still do what was approved; then it asks again'),
        renewals: z
          .enum(['covered', 'ask'])
          .default('covered')
          .describe('Whether a new certificate on the same servers is covered by the earlier approval'),
        proof: z
          .enum(['card', 'sign-in'])
          .default('card')
          .describe('What proves a decision: the click on the card, or a sign-in of the approver'),
        authenticationContext: z
          .string()
          .regex(/^c[0-9]{1,2}$/, 'use the id of an authentication context, c1 to c99')
          .optional()
          .describe('Authentication context that the sign-in must satisfy, e.g. one that asks for MFA'),
        pageUrl: ApprovalPageUrl.optional(),
      })
      .refine((approval) => approval.proof === 'card' || approval.pageUrl, {
        path: ['pageUrl'],
        message: 'set it with "proof: sign-in": the https address of the page on which approvers sign in',
      })
      .refine((approval) => approval.proof === 'sign-in' || !approval.authenticationContext, {
        path: ['authenticationContext'],
        message: 'set "proof: sign-in" with it: a click on a card satisfies no authentication context',
      })
      .prefault({}),
    application: Application.prefault({}),
    certificate: z
      .strictObject({
        days: z.number().int().min(7).max(730).default(365),
        renewBeforeDays: z.number().int().min(0).max(365).default(30),
        provider: z
          .enum(['Microsoft Enhanced RSA and AES Cryptographic Provider', 'Microsoft Strong Cryptographic Provider'])
          .default('Microsoft Enhanced RSA and AES Cryptographic Provider'),
        storeLocation: StoreLocation.default('LocalMachine'),
      })
      .prefault({}),
    rotation: Rotation.prefault({}),
    retention: Retention.prefault({}),
    bulk: z
      .strictObject({
        atOnce: z
          .number()
          .int()
          .min(1)
          .max(50)
          .default(5)
          .describe('How many tenants of "onboard a b c", "rotate due" or "check all" are under way at once'),
      })
      .prefault({}),
    exchangeModule: z
      .strictObject({
        minimum: z.string().default('3.2.0'),
        recommended: z.string().default('3.10.1'),
      })
      .prefault({}),
    serverGroups: z
      .record(Name, ServerGroup)
      .refine((groups) => Object.keys(groups).length > 0, 'name one server group'),
    defaults: z
      .strictObject({ mode: Mode.default('link'), serverGroup: Name.optional(), cloud: CloudName.default('global') })
      .prefault({}),
    tenants: z.record(Name, Tenant).default({}),
  })
  .superRefine((config, context) => {
    const groups = new Set(Object.keys(config.serverGroups));
    const check = (group: string | undefined, path: (string | number)[]) => {
      if (group && !groups.has(group)) {
        context.addIssue({
          code: 'custom',
          path,
          message: `names the server group "${group}", which is not under serverGroups`,
        });
      }
    };
    check(config.defaults.serverGroup, ['defaults', 'serverGroup']);
    for (const [name, tenant] of Object.entries(config.tenants)) {
      check(tenant.serverGroup, ['tenants', name, 'serverGroup']);
      for (const [index, group] of (tenant.serverGroups ?? []).entries()) {
        check(group, ['tenants', name, 'serverGroups', index]);
      }
      const own = defaultServerGroup(config, tenant);
      if (tenant.serverGroups && !tenant.serverGroups.includes(own)) {
        context.addIssue({
          code: 'custom',
          path: ['tenants', name, 'serverGroups'],
          message: `add "${own}", which it uses when none is named, or set serverGroup to one of these`,
        });
      }
      if (!tenant.id && !tenant.domain) {
        context.addIssue({ code: 'custom', path: ['tenants', name], message: 'give it a domain or an id' });
      }
    }
    for (const fault of [...faultsOfServers(config), ...faultsOfTenants(config), ...faultsOfHomeChannel(config)]) {
      context.addIssue({ code: 'custom', ...fault });
    }
    if (!config.defaults.serverGroup && groups.size > 1) {
      context.addIssue({
        code: 'custom',
        path: ['defaults', 'serverGroup'],
        message: 'say which server group is the default',
      });
    }
  });
export type ExoConfig = z.infer<typeof ExoConfig>;

/** The server group a tenant uses when none is named: its own, the default, or the only one. */
export function defaultServerGroup(
  config: Pick<ExoConfig, 'defaults' | 'serverGroups'>,
  tenant: TenantSettings | undefined,
): string {
  return tenant?.serverGroup ?? config.defaults.serverGroup ?? Object.keys(config.serverGroups)[0] ?? '';
}

/** The server groups that may hold a tenant's certificate: those that it names, or only the one it uses. */
export function allowedServerGroups(config: ExoConfig, tenant: TenantSettings | undefined): readonly string[] {
  return tenant?.serverGroups ?? [defaultServerGroup(config, tenant)];
}
