import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MID_ACCOUNT } from '../../../demo/system/mid-server.ts';
import type { Supervisor } from '../../../demo/system/supervisor.ts';
import { type AttackChat, buttonOf, wordsOf } from '../../attacks/world/chat.ts';
import { ada, jon } from '../../attacks/world/people.ts';
import { runToEnd } from '../start-product.ts';
import type { Site } from './site.ts';

const POWERSHELL = join(import.meta.dirname, '..', '..', '..', 'demo', 'standins', 'powershell', 'powershell.ts');
const PRIVATE = 'a:ada';
const RUNNERS = ['mid1-elevated', 'mid1-connect'];

/**
 * Steps 4 of docs/mid-server.md with the programs of the bundle, which Enrol-Runner.ps1 and the services start on Windows: tokens
 * from the chat, enrolment, acceptance by another person, start.
 * @returns how many commands it took
 */
export async function letRunnersIn(options: {
  readonly site: Site;
  readonly supervisor: Supervisor;
  readonly chat: AttackChat;
  /** Of Redis, with TLS. */
  readonly port: number;
  readonly standIn: string;
  /** The bundle. */
  readonly program: string;
}): Promise<number> {
  const { site, supervisor, chat, port, standIn, program } = options;
  const main = (name: string) => join(program, 'src', 'runners', name);
  await chat.say(ada, 'runner add mid1', { conversation: PRIVATE, kind: 'personal' });
  const card = await chat.untilMessage(PRIVATE, (message) => wordsOf(message).includes('Enrol the runners of mid1'));
  for (const id of RUNNERS) {
    const home = join(site.folder, id);
    mkdirSync(home);
    const password = readFileSync(site.at(`${id}.txt`), 'utf8').trim();
    writeFileSync(join(home, 'redis-url.txt'), `rediss://${id}:${password}@localhost:${port}\n`, { mode: 0o600 });
    const env = {
      EXO_RUNNER_HOME: home,
      REDIS_URL_FILE: join(home, 'redis-url.txt'),
      NODE_EXTRA_CA_CERTS: site.at('infra', 'secrets', 'redis-ca.pem'),
    };
    const { code, out, err } = await runToEnd(main('enrol.ts'), env, `${tokenFor(id, wordsOf(card))}\n`);
    if (code !== 0) throw new Error(`${id} was not enrolled: ${err}`);
    await accept(chat, id, /Fingerprint: (.*)/.exec(out)?.[1] ?? '');
    const standIns = {
      EXO_POWERSHELL: POWERSHELL,
      EXO_STANDIN_URL: standIn,
      EXO_STANDIN_SERVER: 'mid1',
      EXO_STANDIN_ACCOUNT: id.endsWith('connect') ? MID_ACCOUNT : 'CORP\\svc-exo-elevated',
      EXO_STANDIN_STATE: join(site.folder, 'mid1'),
    };
    const cwd = program;
    const plan = { name: id, command: process.execPath, args: [main('main.ts')], cwd, ready: /"runner is ready"/ };
    await supervisor.start({ ...plan, env: { ...env, ...standIns } });
  }
  return 2 * RUNNERS.length;
}

/** The token on the card that is for this runner. */
function tokenFor(id: string, words: string): string {
  const tokens = words.match(/[\w-]{150,}/g) ?? [];
  const found = tokens.find((token) => JSON.parse(Buffer.from(token, 'base64url').toString()).id === id);
  if (!found) throw new Error(`The card has no token for ${id}`);
  return found;
}

/** Another person compares what the server showed with the card, and accepts. */
async function accept(chat: AttackChat, id: string, fingerprint: string): Promise<void> {
  const conversation = `19:${id}@thread.tacv2;messageid=1795000000000`;
  await chat.say(jon, 'runners', { conversation });
  const card = await chat.untilMessage(
    conversation,
    (message) => buttonOf(message.card, 'accept-runner') !== undefined,
  );
  const data = buttonOf(card.card, 'accept-runner') ?? {};
  if (data['runner'] !== id || !wordsOf(card).includes(fingerprint)) {
    throw new Error(`The card does not show ${id} with ${fingerprint}: ${wordsOf(card)}`);
  }
  await chat.click(jon, { verb: 'accept-runner', data, messageId: card.id }, { conversation });
}
