// What `npm run demo` and `npm test` call: sets the machine up, then runs the project on the Node that it needs.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setUpOrExit } from './setup.mjs';
import { runTests } from './test.mjs';

const root = resolve(import.meta.dirname, '..');
const [task, ...args] = process.argv.slice(2);
if (task !== 'demo' && task !== 'test') {
  process.stderr.write('Use: npm run demo, or npm test\n');
  process.exit(1);
}

const node = setUpOrExit(task);
const start = (program, environment = {}) =>
  new Promise((done) => {
    const child = spawn(node, program, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`, ...environment },
    });
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      done(1);
    });
    child.once('exit', (code) => done(code ?? 1));
    running = child;
  });

// Ctrl-C reaches the child by itself, and it needs the time to end what it started; a plain kill is passed on.
let running;
process.on('SIGINT', () => {});
process.on('SIGTERM', () => running?.kill('SIGTERM'));

process.exitCode =
  task === 'demo' ? await start([join(root, 'demo', 'main.ts'), ...args]) : await runTests(root, start, args);
