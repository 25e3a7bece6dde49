import { Application, applicationById, type KeyCredential } from '../application/application.ts';
import { writeThenRead } from '../read-back.ts';
import type { Tools } from '../tools.ts';
import { isExpired, thumbprintOf } from './credentials.ts';
import { droppedKeys, putBack } from './dropped-keys.ts';

/** A change of the keys on an application: Graph replaces the collection as a whole. */
export interface KeyChange {
  /** Completes "waiting for". */
  readonly what: string;
  /** The application as it was read. */
  readonly application: Application;
  /** Which of its keys stay; expired ones never do, since Entra refuses a change that carries one. */
  readonly keep: (credential: KeyCredential) => boolean;
  readonly add: readonly KeyCredential[];
  /** Thumbprints that must be there afterwards, and that must not. */
  readonly there: readonly string[];
  readonly gone: readonly string[];
}

/**
 * Replaces the keys and reads back; a key that somebody else added meanwhile is put back.
 * @throws StepFailure `subject-changed` or `certificate-dropped` where that happened; `not-visible-yet`
 */
export async function changeKeys(
  tools: Tools,
  { what, application, keep, add, there, gone }: KeyChange,
): Promise<void> {
  const now = tools.now();
  const kept = application.keyCredentials.filter((each) => !isExpired(each, now) && keep(each));
  const { written: dropped, read: shown } = await writeThenRead(tools, {
    what,
    write: (each) => {
      const before = each.get(applicationById(application.id), Application);
      const reply = each.patch(`/applications/${application.id}`, { keyCredentials: [...kept, ...add] });
      return () => {
        const { keyCredentials } = before.value();
        reply.value();
        return droppedKeys(keyCredentials, application.keyCredentials, '', now).filter(
          (credential) => !there.includes(thumbprintOf(credential) ?? ''),
        );
      };
    },
    look: (each) => each.get(applicationById(application.id), Application).value,
    good: (each) => {
      const thumbprints = each.keyCredentials.map(thumbprintOf);
      return there.every((one) => thumbprints.includes(one)) && !gone.some((one) => thumbprints.includes(one));
    },
    times: 3,
  });
  if (dropped.length > 0) await putBack(tools, shown, dropped);
}
