import type { Redis } from 'ioredis';
import { messageOf } from '../errors.ts';
import { type Condition, stops } from './condition.ts';

const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|DEPTH_ZERO|CERT_UNTRUSTED/;

/** Why Redis cannot be used, and what to do about it. @param url its address; no part of the password is shown */
export function explainRedis(error: unknown, url: string): Condition {
  const { host, hostname, protocol } = new URL(url);
  const message = messageOf(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(?:WRONGPASS|NOAUTH)/.test(message)) {
    return stops(
      `Redis at ${host} does not take the user or password of REDIS_URL.`,
      'Correct them; in the address special characters are encoded (%40 for @).',
    );
  }
  if (message.startsWith('NOPERM')) {
    return stops(
      `The Redis user of REDIS_URL lacks a right: ${message}.`,
      'Make its user again with "npm run make-secrets".',
    );
  }
  if (CERTIFICATE.test(code)) {
    return stops(
      `The certificate of Redis at ${host} is signed by a CA that Node.js does not know (${code}).`,
      "Set NODE_EXTRA_CA_CERTS to a PEM file with that CA's certificate.",
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return stops(
      `The certificate of Redis at ${host} is not for ${hostname}.`,
      'Use the name in REDIS_URL that stands in the certificate, or renew the certificate with this name.',
    );
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return stops(`The certificate of Redis at ${host} has expired.`, 'Renew it and start Redis again.');
  }
  if (code.startsWith('ERR_SSL') || (protocol === 'rediss:' && ['ECONNRESET', 'ETIMEDOUT'].includes(code))) {
    return stops(
      `Redis at ${host} does not answer over TLS: ${code}.`,
      'Use the TLS port of Redis in REDIS_URL, and open it in the firewall.',
    );
  }
  const why = code === 'ENOTFOUND' ? `the name ${hostname} is not known` : code || message;
  return stops(
    `Redis cannot be reached at ${host}: ${why}.`,
    'Start Redis, and check host and port of REDIS_URL and the firewall in between.',
  );
}

/**
 * Remembers why a connection was lost.
 * @returns what is the case; undefined while it is there, or when it hangs without a word
 */
export function watchConnection(redis: Redis): () => Condition | undefined {
  let reason: unknown;
  redis.on('error', (error) => {
    reason = error;
  });
  redis.on('ready', () => {
    reason = undefined;
  });
  const { host, port, tls } = redis.options;
  const address = `${tls ? 'rediss' : 'redis'}://${host}:${port}`;
  return () => (reason === undefined || redis.status === 'ready' ? undefined : explainRedis(reason, address));
}
