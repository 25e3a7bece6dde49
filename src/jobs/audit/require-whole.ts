import type { PublicJwk } from '../../contracts/trust/keys.ts';
import { verifyHead } from '../../process/audit/line.ts';
import { verifyLines } from '../../process/audit/verify.ts';
import { ConfigurationError, messageOf } from '../../process/errors.ts';
import type { Logger } from '../../process/log/logger.ts';

interface Opened {
  readonly file: { readonly texts: readonly string[] };
  readonly path: string;
  /** Where the newest signed head of each file is kept for the other processes. */
  readonly heads: { read(file: string): Promise<string | null> };
  readonly publicKeys: readonly PublicJwk[];
  readonly logger: Logger;
}

/** @throws ConfigurationError when the file of the audit log was changed, or is shorter than what was signed */
export async function requireWhole({ file: { texts }, path, heads, publicKeys, logger }: Opened): Promise<void> {
  const stored = texts.length > 0 ? await heads.read(idOf(texts[0])) : null;
  const reportHead = (error: unknown) => {
    logger.error({ reason: messageOf(error) }, 'the head of the audit log in Redis was not signed by us, ignored');
    return undefined;
  };
  const known = stored ? await verifyHead(stored, publicKeys).catch(reportHead) : undefined;
  const { faults } = await verifyLines(texts, publicKeys, known ? [known] : []);
  const [fault] = faults.filter(({ what }) => !what.startsWith('removed: version'));
  if (!fault) return;
  throw new ConfigurationError(
    `The audit log ${path} is not as it was written, at line ${fault.line}: ${fault.what}.`,
    'Keep the file, find out who can write to it (npm run audit:verify says more), and set EXO_AUDIT_FILE to a new file.',
  );
}

/** Id of a file: the one of its first line. */
export function idOf(text: string | undefined): string {
  const first: unknown = text === undefined ? undefined : JSON.parse(text);
  return typeof first === 'object' && first !== null && 'id' in first ? String(first.id) : '';
}
