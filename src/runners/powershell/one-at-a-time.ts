import type { PowerShellHost } from './host.ts';

/** One call after the other: the certificate store and the Exchange module keep state of their own. */
export function oneAtATime(host: PowerShellHost): PowerShellHost {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(call) {
      const next = last.then(() => host.run(call));
      last = next.catch(() => undefined);
      return next;
    },
  };
}
