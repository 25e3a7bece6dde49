import { oldCertificates } from '../../runs/rotation/certificates.ts';
import { SWITCH } from '../../runs/rotation/switch.ts';
import { findStep, type Run } from '../../runs/run.ts';
import type { FollowUp } from './privilege.ts';

/**
 * What of a follow-up does not follow from its run, each as one phrase. Which certificates are old comes from outputs that
 * the orchestrator vouches for; who said that they are not needed, from the run.
 */
export function beyondRun({ kind, thumbprints }: FollowUp, run: Run): string[] {
  const old = new Set(oldCertificates(run));
  const isDone = (id: string) => ['done', 'skipped'].includes(findStep(run, id)?.state ?? '');
  const strangers = thumbprints
    .filter((thumbprint) => !old.has(thumbprint))
    .map((thumbprint) => `${thumbprint} is none of the certificates that this run replaces`);
  const early = {
    'retire-certificate': isDone(SWITCH) ? [] : ['nobody has said that ServiceNow uses the new certificate'],
    'watch-retired': isDone('retire-certificate') ? [] : ['this run took no certificate off the application'],
    'erase-certificate': isDone('watch-retired') ? [] : ['the old certificate may still be needed'],
  };
  return [...strangers, ...early[kind]];
}
