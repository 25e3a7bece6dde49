import { needsPerson, StepFailure } from '../../../../contracts/errors.ts';
import { GraphFailure } from '../../../../graph/failures/graph-failure.ts';
import { Application, applicationById, type KeyCredential } from '../application/application.ts';
import { writeThenRead } from '../read-back.ts';
import type { Tools } from '../tools.ts';
import { isExpired, thumbprintOf } from './credentials.ts';

const identity = (credential: KeyCredential) => `${credential.keyId} ${thumbprintOf(credential)}`;

/** Valid keys that lay on the application right before its collection was replaced and that the new one does not name. */
export function droppedKeys(
  before: readonly KeyCredential[],
  known: readonly KeyCredential[],
  ours: string,
  now: Date,
): KeyCredential[] {
  const named = new Set(known.map(identity));
  return before.filter((each) => !named.has(identity(each)) && !isExpired(each, now) && thumbprintOf(each) !== ours);
}

/**
 * Graph knows no precondition for an application: whoever adds a key between our last look and our write loses it by our
 * write. It is put back at once, and the approvers are told.
 * @throws StepFailure `subject-changed` once it is back; `certificate-dropped` when it could not be put back
 */
export async function putBack(
  tools: Tools,
  application: Application,
  dropped: readonly KeyCredential[],
): Promise<never> {
  const names = dropped.map((each) => `"${each.displayName ?? thumbprintOf(each) ?? 'without a name'}"`).join(', ');
  const kept = application.keyCredentials.filter((each) => !isExpired(each, tools.now()));
  const wanted = dropped.map(thumbprintOf);
  try {
    await writeThenRead(tools, {
      what: `the certificate ${names} to appear again`,
      write: (each) => each.patch(`/applications/${application.id}`, { keyCredentials: [...kept, ...dropped] }).value,
      look: (each) => each.get(applicationById(application.id), Application).value,
      good: ({ keyCredentials }) => wanted.every((each) => keyCredentials.map(thumbprintOf).includes(each)),
    });
  } catch (error) {
    if (!(error instanceof GraphFailure || error instanceof StepFailure)) throw error;
    throw needsPerson({
      code: 'certificate-dropped',
      message: `Somebody added the certificate ${names} to {application} while ours was attached; it was replaced and could not be put back.`,
      advice: `Tell whoever added ${names} to {application} in {tenant} to add it again; then Retry.`,
      detail: error.message,
    });
  }
  throw needsPerson({
    code: 'subject-changed',
    message: `Somebody added the certificate ${names} to {application} while ours was attached; exo put it back, and both are there now.`,
    advice: 'The approvers are asked again, with what is on {application} now.',
  });
}
