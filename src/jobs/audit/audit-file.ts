import { type FileHandle, open, readFile } from 'node:fs/promises';
import { CodedError, messageOf } from '../../process/errors.ts';

/** Lines in a file that is only ever added to. */
export interface AuditFile extends AsyncDisposable {
  /** Lines that stood there when it was opened, without a last one that was not written to its end. */
  readonly texts: readonly string[];
  /**
   * Adds lines; they are on the disk when it returns, or none of them is there.
   * @throws CodedError `audit-unavailable`
   */
  append(lines: readonly string[]): Promise<void>;
}

/** @throws CodedError `audit-unavailable` */
export async function openAuditFile(path: string): Promise<AuditFile> {
  const { handle, texts, size: found } = await read(path);
  let size = found;
  return {
    texts,
    async append(lines) {
      const data = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      try {
        if ((await handle.stat()).size !== size) await cutBack(handle, size);
        await handle.write(data, 0, data.length, size);
        await handle.datasync();
        if ((await handle.stat()).size !== size + data.length) throw new Error('not everything was written');
        size += data.length;
      } catch (error) {
        throw unavailable(path, error);
      }
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function read(path: string): Promise<{ handle: FileHandle; texts: string[]; size: number }> {
  try {
    // Not for appending alone: what a full disk left half written is cut off again.
    const handle = await open(path, 'a+', 0o600).then(async (each) => {
      await each.close();
      return open(path, 'r+');
    });
    const content = await readFile(path, 'utf8');
    const end = content.lastIndexOf('\n') + 1;
    const texts = content.slice(0, end).split('\n').slice(0, -1);
    const size = Buffer.byteLength(content.slice(0, end));
    if (end < content.length) await handle.truncate(size);
    return { handle, texts, size };
  } catch (error) {
    throw unavailable(path, error);
  }
}

/** Drops a line that could not be written to its end. What others have added stays, and is an error. */
async function cutBack(handle: FileHandle, size: number): Promise<void> {
  const now = (await handle.stat()).size;
  const added = Buffer.alloc(Math.max(now - size, 0));
  await handle.read(added, 0, added.length, size);
  if (now < size || added.includes('\n')) throw new Error('somebody else writes to it');
  await handle.truncate(size);
}

function unavailable(path: string, cause: unknown): CodedError {
  return new CodedError(
    'audit-unavailable',
    `The audit log ${path} cannot be written: ${messageOf(cause)}.`,
    'Nothing is granted until it can be written again: free space on its disk, or mend the rights of the file.',
    { cause },
  );
}
