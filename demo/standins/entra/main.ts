import { readMainConfig } from './main-config.ts';
import { startEntra } from './server.ts';

/** `node demo/standins/entra/main.ts CONFIG.json`: prints `{"url":...,"adminUrl":...}` when it listens. */
const path = process.argv[2];
if (!path) {
  console.error('Usage: node demo/standins/entra/main.ts CONFIG.json');
  process.exit(64);
}
const standIn = await startEntra(readMainConfig(path));
console.log(JSON.stringify({ url: standIn.url, adminUrl: standIn.adminUrl }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void standIn.close();
  });
}
