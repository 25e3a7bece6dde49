import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * The stand-in for PowerShell on a bad day. It notes in its folder, in `secrets.jsonl`, what secrets it gave out and was
 * given; when the file `trap` says `fails` or `crashes`, it tells a secret in every way that a broken script could.
 */
const folder = process.env.EXO_STANDIN_STATE;
const STAND_IN = join(import.meta.dirname, '..', '..', 'demo', 'standins', 'powershell', 'powershell.ts');
const trapFile = join(folder, 'trap');
const trap = existsSync(trapFile) ? readFileSync(trapFile, 'utf8') : '';
const note = ({ pfx, password }) =>
  appendFileSync(join(folder, 'secrets.jsonl'), `${JSON.stringify({ pfx, password })}\n`);
const standIn = spawn(process.execPath, [STAND_IN], { stdio: ['pipe', 'pipe', 'inherit'] });

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [, id, encoded] = /^##exo:(.*):secret (.*)$/.exec(line) ?? [];
    if (!encoded) return standIn.stdin.write(`${line}\n`);
    const secret = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
    note(secret);
    return trap ? tell(id, secret) : standIn.stdin.write(`${line}\n`);
  })
  .on('close', () => standIn.stdin.end());

createInterface({ input: standIn.stdout }).on('line', (line) => {
  const [, json] = /^##exo:[^:]*:result (.*)$/.exec(line) ?? [];
  const { output } = json ? JSON.parse(json) : {};
  if (output?.pfx) note(output);
  process.stdout.write(`${line}\n`);
});
standIn.on('close', (code) => process.exit(code ?? 1));

function tell(id, { pfx, password }) {
  const print = (kind, document) => process.stdout.write(`\n##exo:${id}:${kind} ${JSON.stringify(document)}\n`);
  const wrapped = password.replace(/.{20}/g, '$&\n');
  process.stdout.write(`opening ${pfx} with ${password}\n`);
  process.stderr.write(`The password ${wrapped} does not open ${pfx}\n`);
  print('progress', { note: `importing with ${password}` });
  if (trap === 'crashes') process.exit(3);
  const message = `The password ${password} is not correct.`;
  const error = { code: null, message, inner: [pfx], exception: 'E', errorId: 'X', position: wrapped, stack: message };
  print('result', { schema: 1, ok: false, warnings: [message], error });
}
