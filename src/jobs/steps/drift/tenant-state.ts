import type { OtherHolder } from '../../../contracts/approval/approval.ts';
import type { Credentials } from '../entra/facts/holders.ts';

/** Whether an object was switched off, by somebody or by Microsoft. */
interface Switch {
  readonly isDisabled: boolean;
  /** What Microsoft says why it did; undefined when it did not. */
  readonly byMicrosoft: string | undefined;
}

/** What a look at a tenant found, as it stands there. */
export type TenantState =
  | {
      readonly application: undefined;
      /** It lies among the deleted ones. */
      readonly deleted: { readonly deletedDateTime?: string | null | undefined } | undefined;
      readonly resourceIds: ReadonlyMap<string, string>;
    }
  | {
      readonly application: Switch & Credentials & { readonly id: string };
      readonly enterprise: (Switch & Credentials & { readonly id: string; readonly enabled: boolean }) | undefined;
      /** Object ids of the services that offer permissions, by their application id. */
      readonly resourceIds: ReadonlyMap<string, string>;
      /** Owners but the bot itself, and trusted identities. */
      readonly holders: readonly OtherHolder[];
      readonly grants: readonly {
        readonly resourceId: string;
        readonly resourceDisplayName?: string | null | undefined;
        readonly appRoleId: string;
      }[];
      readonly roles: readonly {
        readonly roleDefinitionId?: string | null | undefined;
        readonly directoryScopeId?: string | null | undefined;
      }[];
    };

export type PresentTenant = Extract<TenantState, { readonly enterprise: unknown }>;
