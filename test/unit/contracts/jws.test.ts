import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { CompactSign, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  checkClaims,
  checkTimes,
  signCompact,
  verifyCompact,
  verifyCompactAside,
} from '../../../src/contracts/trust/jws.ts';
import type { PublicJwk } from '../../../src/contracts/trust/keys.ts';
import { createSealingKey, publicSealingKey } from '../../../src/contracts/trust/sealing.ts';
import { createSigningKey, publicSigningKey } from '../../../src/contracts/trust/signing.ts';

const TYPE = 'exo-test+jwt';
const CLAIMS = { iss: 'orchestrator', text: 'Zürich – 東京', list: [1, null] };
const key = await createSigningKey();
const publicKey = publicSigningKey(key);
const ours = signCompact(CLAIMS, TYPE, key);

function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** As the owner of the key could sign it, whatever it says. */
function signedWith(header: { readonly alg: string; readonly [name: string]: unknown }, payload: unknown = CLAIMS) {
  const text = `${encode(header)}.${encode(payload)}`;
  const signature = sign(null, Buffer.from(text), createPrivateKey({ key: { ...key }, format: 'jwk' }));
  return `${text}.${signature.toString('base64url')}`;
}

describe('a signature', () => {
  test('is what jose makes of the same claims, to the byte', async () => {
    const theirs = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid: key.kid })
      .sign(await importJWK(key, 'EdDSA'));

    expect(ours).toBe(theirs);
    expect(verifyCompact(theirs, TYPE, [publicKey])).toEqual(CLAIMS);
  });

  test('is believed by jose', async () => {
    const verified = await jwtVerify(ours, await importJWK(publicKey as JWK, 'EdDSA'), { typ: TYPE });

    expect(verified.payload).toEqual(CLAIMS);
  });

  test('is believed of each key of the ring, and of no other', async () => {
    const other = publicSigningKey(await createSigningKey());

    expect(verifyCompact(ours, TYPE, [other, publicKey])).toEqual(CLAIMS);
    expect(() => verifyCompact(ours, TYPE, [other])).toThrow('which is not believed');
    expect(() => verifyCompact(ours, TYPE, [])).toThrow('which is not believed');
  });

  test('of another key under a believed id is refused', () => {
    const stranger: PublicJwk = { ...publicKey, kid: 'another' };
    const named = signCompact(CLAIMS, TYPE, { ...key, kid: 'another' });

    expect(verifyCompact(named, TYPE, [stranger])).toEqual(CLAIMS);
    expect(() => verifyCompact(named, TYPE, [{ ...publicKey, x: encode('x'.repeat(32)), kid: 'another' }])).toThrow();
  });

  test('does not hold for anything but the signed text', () => {
    const [header = '', payload = '', signature = ''] = ours.split('.');
    const changed = [
      `${header}.${encode({ ...CLAIMS, iss: 'bot' })}.${signature}`,
      `${encode({ kid: key.kid, typ: TYPE, alg: 'EdDSA' })}.${payload}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -2)}`,
      `${header}.${payload}.${signature}AA`,
      `${header}.${payload}.${signature}==`,
      `${header}.${payload}.${signature} `,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature}.${signature}`,
      `${header}.${payload}.x.${signature}`,
      ` ${ours}`,
      '',
    ];

    for (const each of changed) expect(() => verifyCompact(each, TYPE, [publicKey]), each).toThrow();
  });

  test('comes to the same when another thread checks it', async () => {
    const [header, payload, signature = ''] = ours.split('.');
    const another = signCompact({ ...CLAIMS, iss: 'bot' }, TYPE, key).split('.')[2];
    const refused = [`${header}.${payload}.${another}`, `${header}.${payload}.${signature.slice(1)}`, `${ours}.`, ''];

    expect(await verifyCompactAside(ours, TYPE, [publicKey])).toEqual(CLAIMS);
    for (const each of refused) {
      await expect(verifyCompactAside(each, TYPE, [publicKey]), each).rejects.toThrow();
      expect(() => verifyCompact(each, TYPE, [publicKey]), each).toThrow();
    }
    await expect(verifyCompactAside(ours, 'exo-other+jwt', [publicKey])).rejects.toThrow('"typ"');
    await expect(verifyCompactAside(ours, TYPE, [])).rejects.toThrow('which is not believed');
  });

  test('of another kind is refused, whatever the header promises', async () => {
    const text = (header: object) => `${encode(header)}.${encode(CLAIMS)}`;
    const unsigned = `${text({ alg: 'none', typ: TYPE, kid: key.kid })}.`;
    const symmetric = text({ alg: 'HS256', typ: TYPE, kid: key.kid });
    const mac = createHmac('sha256', Buffer.from(publicKey.x, 'base64url')).update(symmetric).digest('base64url');
    const { privateKey } = await generateKeyPair('ES256');
    const elliptic = await new CompactSign(Buffer.from(JSON.stringify(CLAIMS)))
      .setProtectedHeader({ alg: 'ES256', typ: TYPE, kid: key.kid })
      .sign(privateKey);

    for (const each of [unsigned, `${symmetric}.${mac}`, elliptic]) {
      expect(() => verifyCompact(each, TYPE, [publicKey])).toThrow('the protected header is not one of ours');
    }
  });

  test('is never checked with a key that seals', async () => {
    const sealing = publicSealingKey(await createSealingKey());
    const named = signCompact(CLAIMS, TYPE, { ...key, kid: sealing.kid });

    expect(() => verifyCompact(named, TYPE, [sealing])).toThrow('does not sign');
  });

  test('does not hold for another type, or with a header that says more than ours', async () => {
    const header = { alg: 'EdDSA', typ: TYPE, kid: key.kid };
    const foreign = [
      { ...header, b64: false, crit: ['b64'] },
      { ...header, jwk: publicKey },
      { ...header, alg: 'Ed25519' },
      { kid: key.kid, typ: TYPE, alg: 'EdDSA' },
    ];

    expect(() => verifyCompact(ours, 'exo-other+jwt', [publicKey])).toThrow('unexpected "typ" JWT header value');
    for (const each of foreign) {
      const jws = signedWith(each);
      expect(() => verifyCompact(jws, TYPE, [publicKey])).toThrow('the protected header is not one of ours');
    }
  });

  test('over something that is no claims is refused', async () => {
    const header = { alg: 'EdDSA', typ: TYPE, kid: key.kid };

    for (const payload of ['no JSON', '[]', 'null', '7']) {
      const jws = signedWith(header, payload);
      expect(() => verifyCompact(jws, TYPE, [publicKey]), payload).toThrow();
    }
  });
});

describe('claims', () => {
  const now = new Date('2026-03-02T09:00:00Z');
  const seconds = now.getTime() / 1000;
  const expected = { issuer: 'orchestrator', audience: 'cloud', now, clockTolerance: 60 };
  const claims = { iss: 'orchestrator', aud: 'cloud', exp: seconds + 1 };

  test('count from whom and for whom they are', () => {
    expect(() => checkClaims(claims, expected)).not.toThrow();
    expect(() => checkClaims({ ...claims, iss: 'bot' }, expected)).toThrow('unexpected "iss" claim value');
    expect(() => checkClaims({ ...claims, aud: 'runner:mid1' }, expected)).toThrow('unexpected "aud" claim value');
    expect(() => checkClaims({ ...claims, aud: ['cloud', 'runner:mid1'] }, expected)).toThrow('"aud"');
  });

  test('count until they expire, and a clock may differ by the tolerance', () => {
    expect(() => checkTimes({ exp: seconds - 59 }, now, 60)).not.toThrow();
    expect(() => checkTimes({ exp: seconds - 60 }, now, 60)).toThrow('"exp" claim timestamp check failed');
    expect(() => checkTimes({ nbf: seconds + 60 }, now, 60)).not.toThrow();
    expect(() => checkTimes({ nbf: seconds + 61 }, now, 60)).toThrow('"nbf" claim timestamp check failed');
  });

  test('whose times are no numbers do not count', () => {
    const times: object[] = [{ exp: 'never' }, { nbf: null }, { iat: '1' }];

    for (const each of times) expect(() => checkTimes({ ...each }, now, 60)).toThrow('claim must be a number');
  });
});
