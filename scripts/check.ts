/**
 * `npm run check [-- jobs | bot | runner]`: whether a process could do its work in this environment, one line each with what to
 * do. Without a name it is the process whose key or folder the environment names.
 */
const CHECKS = {
  jobs: () => import('../src/jobs/check.ts'),
  bot: () => import('../src/bot/health/check.ts'),
  runner: () => import('../src/runners/check.ts'),
};

function isProcess(name: string): name is keyof typeof CHECKS {
  return Object.hasOwn(CHECKS, name);
}

function nameOf({ EXO_ORCHESTRATOR_KEY_FILE, EXO_RUNNER_HOME }: NodeJS.ProcessEnv): string {
  if (EXO_ORCHESTRATOR_KEY_FILE) return 'jobs';
  return EXO_RUNNER_HOME ? 'runner' : 'bot';
}

const [name = nameOf(process.env)] = process.argv.slice(2);
if (isProcess(name)) await CHECKS[name]();
else {
  console.error('Usage: npm run check -- jobs, npm run check -- bot, or npm run check -- runner');
  process.exitCode = 78;
}
