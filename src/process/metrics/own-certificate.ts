import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Gauge, type Registry } from 'prom-client';

const DAY_MS = 24 * 3_600_000;

/** Shows how long a certificate of ours is good for; nothing while its file cannot be read, which a condition says. */
export function showOwnCertificate(registry: Registry, name: string, path: string, now: () => number): void {
  new Gauge({
    name: 'exo_own_certificate_days',
    help: 'Days until a certificate of exo itself ends.',
    labelNames: ['name'],
    registers: [registry],
    collect() {
      this.reset();
      const end = endOf(path);
      if (end !== undefined) this.set({ name }, (end - now()) / DAY_MS);
    },
  });
}

function endOf(path: string): number | undefined {
  try {
    return new X509Certificate(readFileSync(path)).validToDate.getTime();
  } catch {
    return undefined;
  }
}
