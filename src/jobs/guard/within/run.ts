import type { ExoConfig } from '../../../process/config/exo-config.ts';
import { outputOf } from '../../../runs/outputs.ts';
import { oldCertificates } from '../../../runs/rotation/certificates.ts';
import { SWITCH } from '../../../runs/rotation/switch.ts';
import type { Run } from '../../../runs/run.ts';
import type { FollowUp } from '../privilege.ts';
import { isThrough } from '../relied-on.ts';

/**
 * What of a follow-up does not follow from its run, each as one phrase. Which certificates are old, and what became of them,
 * comes from outputs that the orchestrator vouches for; who said that they are not needed, from the run.
 */
export function beyondRun({ kind, thumbprints }: FollowUp, run: Run): string[] {
  const old = new Set(oldCertificates(run));
  const unless = (id: string, why: string) => (isThrough(run, id) ? [] : [why]);
  const strangers = thumbprints
    .filter((thumbprint) => !old.has(thumbprint))
    .map((thumbprint) => `${thumbprint} is none of the certificates that this run replaces`);
  const early = {
    'retire-certificate': () => [
      ...unless(SWITCH, 'nobody has said that ServiceNow uses the new certificate'),
      ...unless('watch-use', 'the use of the old certificate is still watched'),
    ],
    'watch-retired': () => unless('retire-certificate', 'this run took no certificate off the application'),
    'erase-certificate': () =>
      ['watch-use', 'retire-certificate', 'watch-retired'].flatMap((id) =>
        unless(id, `the old certificate may still be needed: ${id} is not over`),
      ),
  };
  return [...strangers, ...early[kind]()];
}

const DAY_MS = 86_400_000;

/**
 * Until when the key of a certificate that was taken off is kept, in milliseconds since 1970; undefined where none was. The
 * moments in the run are the bot's too; this one is the worker's, and how long is our own configuration's.
 */
export function keptUntil(run: Run, { rotation }: Pick<ExoConfig, 'rotation'>): number | undefined {
  const at = outputOf(run, 'retire-certificate')?.at;
  return at === undefined ? undefined : Date.parse(at) + rotation.eraseAfterDays * DAY_MS;
}
