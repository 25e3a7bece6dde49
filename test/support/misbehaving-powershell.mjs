import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A PowerShell that does what EXO_STANDIN_TRAP says when the step is called; it answers delimiters as the real one. */
const trap = process.env.EXO_STANDIN_TRAP;
const print = (text) => process.stdout.write(text);
let busy = false;
const wait = () => {
  busy = true;
  setInterval(() => undefined, 1000);
};

let answered;
createInterface({ input: process.stdin }).on('line', (line) => {
  if (busy) return;
  // As in PowerShell, the script reads the lines while it waits.
  if (answered) {
    if (/^##exo:.*:secret /.test(line)) answered(line);
    return;
  }
  const echo = /^\[Console\]::(Out|Error)\.WriteLine\("(\w*)"\)$/.exec(line);
  if (echo) (echo[1] === 'Out' ? process.stdout : process.stderr).write(`${echo[2]}\n`);
  const step = /-InputBase64 '([^']*)'$/.exec(line);
  if (step) run(line, JSON.parse(Buffer.from(step[1], 'base64').toString('utf8')));
});
if (trap === 'deaf') wait();

function run(line, { correlationId: id, input, hasSecret }) {
  const document = (output, more = {}) => JSON.stringify({ schema: 1, ok: true, warnings: [], output, ...more });
  const result = (output = 'answer') => `\n##exo:${id}:result ${document(output)}\n`;
  const traps = {
    none: () => print(result(input)),
    hang: wait,
    'ignores SIGTERM': () => {
      process.on('SIGTERM', () => undefined);
      wait();
    },
    'leaves children': () => {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'inherit' });
      print(`\n##exo:${id}:progress {"note":"${process.pid} ${child.pid}"}\n`);
      wait();
    },
    prompt: () => {
      print('Supply values for the following parameters:\nPassword: ');
      wait();
    },
    noise: () => {
      print(`WARNING: noise\n##exo:somebody-else:result ${document('forged')}\nno line end`);
      print(result());
      print('more\n');
    },
    'in pieces': () => {
      const text = result('\\u00fc');
      for (const piece of text.match(/.{1,7}|\n/g)) print(piece);
    },
    'standard error': () => {
      process.stderr.write('WARNING: something\n');
      print(result());
    },
    'exit 0': () => process.exit(0),
    'exit 3': () => {
      process.stderr.write('out of memory\n', () => process.exit(3));
      busy = true;
    },
    'exit 0 after the result': () => {
      process.stdout.write(result(), () => process.exit(0));
      busy = true;
    },
    'no result': () => print('done\n'),
    'endless output': () => {
      const line = `${'x'.repeat(65_535)}\n`;
      const more = () => process.stdout.write(line, more);
      busy = true;
      more();
    },
    'endless errors': () => {
      const line = `${'x'.repeat(65_535)}\n`;
      const more = () => process.stderr.write(line, more);
      busy = true;
      more();
    },
    'other encoding': () => {
      process.stdout.write(Buffer.from([0xc4, 0xe4, 0xff, 0xfe, 0x00, 0x0a]));
      print(result('\\u00e4'));
    },
    'broken JSON': () => print(`\n##exo:${id}:result {"schema":1,"ok":tr\n`),
    'other schema': () => print(`\n##exo:${id}:result {"schema":2,"ok":true}\n`),
    progress: () => {
      for (const note of ['one', 'two', 'three']) print(`\n##exo:${id}:progress ${JSON.stringify({ note })}\n`);
      print(result());
    },
    'tells all': () => {
      const about = { env: process.env, args: process.argv, line };
      answered = (answer) => print(result({ ...about, answer }));
      print(hasSecret ? `\n##exo:${id}:secret-wanted {}\n` : result(about));
    },
    'breaks with the secret': () => {
      answered = () => undefined;
      print(`\n##exo:${id}:secret-wanted {}\n`);
    },
    constrained: () => {
      process.stderr.write('+ FullyQualifiedErrorId : MethodInvocationNotSupportedInConstrainedLanguage\n');
      wait();
    },
    'scripts disabled': () => {
      process.stderr.write(
        'File C:\\exo\\Invoke-ExoStep.ps1 cannot be loaded because running scripts is disabled on t\nhis system.\n',
      );
    },
    'reports UnAuthorized': () => {
      const error = {
        code: null,
        message: 'UnAuthorized',
        inner: [],
        exception: 'System.Exception',
        errorId: 'x',
        position: '',
        stack: '',
      };
      print(`\n##exo:${id}:result ${JSON.stringify({ schema: 1, ok: false, warnings: ['w'], error })}\n`);
    },
  };
  traps[trap]();
}
