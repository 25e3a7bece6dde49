import type { RunStep } from '../run.ts';

/** Steps whose outputs make the subject of an approval. */
export const ABOUT: readonly RunStep['name'][] = [
  'check-tenant',
  'register-application',
  'create-enterprise-application',
  'create-certificate',
];
export const ABOUT_REMOVAL: readonly RunStep['name'][] = ['survey-application'];

/** Steps that must be over before a certificate is taken away, or its key erased. */
const BEFORE_THE_END: readonly RunStep['name'][] = [
  'watch-use',
  'retire-certificate',
  'watch-retired',
  'delete-application',
];

/** Whether what is approved follows from the output of a step: then it must be what its worker answered. */
export function isVouched({ name }: Pick<RunStep, 'name'>): boolean {
  return ABOUT.includes(name) || ABOUT_REMOVAL.includes(name) || name === 'check-server';
}

/** Whether the orchestrator signs the output of a step, because something that cannot be undone relies on it. */
export function isSigned(step: Pick<RunStep, 'name'>): boolean {
  return isVouched(step) || BEFORE_THE_END.includes(step.name);
}
