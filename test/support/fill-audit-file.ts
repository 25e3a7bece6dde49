import { openAuditFile } from '../../src/jobs/audit/audit-file.ts';
import { CodedError } from '../../src/process/errors.ts';

// Writes lines until no more fits, and says how many were taken and why it ended.
const file = await openAuditFile(process.argv[2] ?? '');
let taken = 0;
try {
  for (; taken < 1000; taken++) await file.append([`${taken} ${'x'.repeat(300)}`]);
} catch (error) {
  const code = error instanceof CodedError ? error.code : String(error);
  process.stdout.write(`${JSON.stringify({ taken, code })}\n`);
}
await file[Symbol.asyncDispose]();
