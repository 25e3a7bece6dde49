/**
 * `npm run check [-- jobs | bot]`: whether a process could do its work in this environment, one line each with what to do.
 * Without a name it is the process whose key the environment names.
 */
const [named] = process.argv.slice(2);
const which = named ?? (process.env['EXO_ORCHESTRATOR_KEY_FILE'] ? 'jobs' : 'bot');
if (which === 'jobs') await import('../src/jobs/check.ts');
else if (which === 'bot') await import('../src/bot/health/check.ts');
else {
  console.error('Usage: npm run check -- jobs, or npm run check -- bot');
  process.exitCode = 78;
}
