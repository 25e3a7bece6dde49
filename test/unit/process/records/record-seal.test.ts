import { createHmac, hkdfSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSealKey } from '../../../../src/contracts/trust/seal-key.ts';
import { createSigningKey } from '../../../../src/contracts/trust/signing.ts';
import { createRecordSeal } from '../../../../src/process/records/record-seal.ts';

const old = await createSealKey();
const present = await createSealKey();

test('a record opens in its own place and nowhere else', () => {
  const seal = createRecordSeal([present]);

  const sealed = seal.protect('run contoso-1', '{"a":1}');

  expect(sealed.startsWith(`${present.kid}.`)).toBe(true);
  expect(seal.open('run contoso-1', sealed)).toBe('{"a":1}');
  expect(() => seal.open('run contoso-2', sealed)).toThrow('not as exo wrote it');
  expect(() => seal.open('run contoso-1', sealed.replace('1}', '2}'))).toThrow('not as exo wrote it');
});

test('a record under the previous key opens while that key is believed, and is told from the others', () => {
  const ring: [typeof present, ...(typeof present)[]] = [present, old];
  const seal = createRecordSeal(ring);
  const sealed = createRecordSeal([old]).protect('run contoso-1', 'text');

  expect(seal.open('run contoso-1', sealed)).toBe('text');
  expect(seal.isPresent(sealed)).toBe(false);
  expect(seal.isPresent(seal.protect('run contoso-1', 'text'))).toBe(true);

  ring.length = 1;
  expect(() => seal.open('run contoso-1', sealed)).toThrow('not as exo wrote it');
});

test("the mark of a key proves nothing: only that key's MAC does", () => {
  const seal = createRecordSeal([present, old]);
  const [, mac, text] = createRecordSeal([old]).protect('run contoso-1', 'text').split('.');

  expect(() => seal.open('run contoso-1', `${present.kid}.${mac}.${text}`)).toThrow('not as exo wrote it');
  expect(() => seal.open('run contoso-1', `${mac}.${text}`)).toThrow('not as exo wrote it');
});

test('a record of the first release opens under the key that signed and sealed then', async () => {
  const first = await createSigningKey();
  const secret = Buffer.from(hkdfSync('sha256', Buffer.from(first.d, 'base64url'), '', 'exo records', 32));
  // A text with dots: an address.
  const text = 'https://smba.trafficmanager.net/de/';
  const mac = createHmac('sha256', secret).update(`address 19:x\n${text}`).digest('base64url');

  expect(createRecordSeal([present, first]).open('address 19:x', `${mac}.${text}`)).toBe(text);
  expect(() => createRecordSeal([present]).open('address 19:x', `${mac}.${text}`)).toThrow('not as exo wrote it');
});
