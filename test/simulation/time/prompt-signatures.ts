import { createPrivateKey, createPublicKey, type KeyObject, sign, verify, type webcrypto } from 'node:crypto';
import { z } from 'zod';

/** Most answers that are remembered: the same question has the same answer. */
const MOST = 20_000;

const Ed25519 = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string().optional() });

/**
 * Ed25519 of WebCrypto without its threads, whose order is not ours: the same signatures, at once. What WebCrypto does
 * besides is counted while it lasts.
 */
export function createPromptSignatures() {
  const keys = new WeakMap<webcrypto.CryptoKey, { readonly object: KeyObject; readonly x: string }>();
  const imported = new Map<string, webcrypto.CryptoKey>();
  const answers = new Map<string, boolean>();
  let pending = 0;

  async function counted<R>(work: () => Promise<R>): Promise<R> {
    pending += 1;
    try {
      return await work();
    } finally {
      pending -= 1;
    }
  }

  return {
    isBusy: () => pending > 0,
    /** What to put in the place of the functions of `crypto.subtle`. */
    over(subtle: webcrypto.SubtleCrypto) {
      const real = {
        importKey: subtle.importKey.bind(subtle),
        sign: subtle.sign.bind(subtle),
        verify: subtle.verify.bind(subtle),
        digest: subtle.digest.bind(subtle),
      };
      return {
        async importKey(...args: Parameters<typeof real.importKey>) {
          const jwk = Ed25519.safeParse(args[1]);
          if (!jwk.success) return counted(() => real.importKey(...args));
          const { x, d } = jwk.data;
          const known = imported.get(`${x} ${d}`);
          if (known) return known;
          const material = { key: { kty: 'OKP', crv: 'Ed25519', x, ...(d ? { d } : {}) }, format: 'jwk' } as const;
          const object = d ? createPrivateKey(material) : createPublicKey(material);
          const key = object.toCryptoKey('Ed25519', false, [d ? 'sign' : 'verify']);
          keys.set(key, { object, x });
          imported.set(`${x} ${d}`, key);
          return key;
        },
        async sign(...args: Parameters<typeof real.sign>) {
          const key = keys.get(args[1]);
          if (!key) return counted(() => real.sign(...args));
          return new Uint8Array(sign(null, bytes(args[2]), key.object)).buffer;
        },
        async verify(...args: Parameters<typeof real.verify>) {
          const key = keys.get(args[1]);
          if (!key) return counted(() => real.verify(...args));
          const [signature, data] = [bytes(args[2]), bytes(args[3])];
          const question = `${key.x} ${signature.toString('base64')} ${data}`;
          const known = answers.get(question);
          if (known !== undefined) return known;
          const answer = verify(null, data, key.object, signature);
          if (answers.size >= MOST) answers.clear();
          answers.set(question, answer);
          return answer;
        },
        digest: (...args: Parameters<typeof real.digest>) => counted(() => real.digest(...args)),
      };
    },
  };
}

function bytes(data: webcrypto.BufferSource): Buffer {
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
