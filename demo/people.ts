/** Somebody who plays in the demo. */
export interface DemoPerson {
  /** Teams' own id, as the Playground wants it. */
  readonly id: string;
  readonly name: string;
  /** Entra object id. */
  readonly objectId: string;
  readonly email: string;
  readonly tenantId: string;
}

/** The operator's own tenant: the bot lives there. */
export const HOME_TENANT_ID = '7f2d1c3a-1111-4a5b-9c6d-0123456789ab';
export const ORGANISATION = 'Fabrikam Managed Services';
export const BOT = { id: '28:b1c2d3e4-2222-4b5c-8d7e-0123456789ab', name: 'exo' } as const;
export const TEAM = {
  id: '19:ops@thread.tacv2',
  name: 'MSP Ops',
  groupId: '0d9a1b2c-0000-4000-8000-0000000000aa',
  channel: { id: '19:exo-onboarding@thread.tacv2', name: 'exo-onboarding' },
} as const;

/** Asks for onboardings; the person who sits in front of the Playground. */
export const MIA = person('Mia Okafor', 1);
export const JON = person('Jon Berg', 2);
/** Approver, and may ask too: what she asks for, she cannot approve. */
export const ANA = person('Ana Ruiz', 3);
export const LEE = person('Lee Chan', 4);
export const TOM = person('Tom Hale', 5);
/** A colleague without any right. */
export const KIM = person('Kim Novak', 6);
/** Not of this organisation; the Playground knows only people of one tenant, so she speaks to the bot directly. */
export const EVE: DemoPerson = { ...person('Eve Stone', 7), tenantId: '5c0ffee5-9999-4a5b-9c6d-0123456789ab' };

/** Admin: suspends and resumes. */
export const SAM = person('Sam Lindqvist', 8);

export const COLLEAGUES: readonly DemoPerson[] = [MIA, JON, ANA, LEE, TOM, KIM, SAM];

/** The Playground takes exactly five people beside the one who sits in front of it; the others speak to the bot directly. */
export const IN_PLAYGROUND: readonly DemoPerson[] = [JON, ANA, LEE, TOM, KIM];

/** Roles as they stand in the demo's configuration. */
export const ROLES = { viewer: [LEE], requester: [MIA, TOM, ANA], approver: [JON, ANA], admin: [SAM] } as const;

function person(name: string, number: number): DemoPerson {
  const first = name.split(' ')[0]?.toLowerCase() ?? '';
  return {
    id: `29:${first}`,
    name,
    objectId: `0d9a1b2c-0000-4000-8000-${String(number).padStart(12, '0')}`,
    email: `${first}@fabrikam.example`,
    tenantId: HOME_TENANT_ID,
  };
}
