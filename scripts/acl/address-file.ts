import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ConfigurationError } from '../../src/process/errors.ts';

/** Safe in an address as it is. */
export function newPassword(): string {
  return randomBytes(32).toString('hex');
}

/** The password in a file that holds an address of Redis or the password alone. @throws ConfigurationError without one */
export function passwordIn(file: string): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  const password = isAddress(text) ? decodeURIComponent(new URL(text).password) : text;
  if (password !== '') return password;
  throw new ConfigurationError(`${file} holds no password.`, 'Name the file that this command wrote before.');
}

/** Puts a password into the address, or in place of the password that stands there alone; a missing file is made. */
export function putPassword(file: string, password: string): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  writeFileSync(file, `${isAddress(text) ? withPassword(text, password) : password}\n`, { mode: 0o600 });
}

function withPassword(text: string, password: string): string {
  const address = new URL(text);
  address.password = password;
  return address.href;
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol);
}
