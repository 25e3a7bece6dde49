import { ANA, JON, KIM, LEE, MIA, TOM } from '../../../demo/people.ts';
import type { Person } from '../../../src/runs/run.ts';

const person = ({ objectId, name }: { objectId: string; name: string }): Person => ({ id: objectId, name });

export const mia = person(MIA);
export const jon = person(JON);
/** Approver and requester. */
export const ana = person(ANA);
export const lee = person(LEE);
export const tom = person(TOM);
/** Without any role. */
export const kim = person(KIM);
export const ada: Person = { id: '0d9a1b2c-0000-4000-8000-000000000009', name: 'Ada Admin' };

export const ROLES = {
  viewer: [lee],
  requester: [mia, tom, ana],
  approver: [jon, ana],
  admin: [ada],
} as const;
