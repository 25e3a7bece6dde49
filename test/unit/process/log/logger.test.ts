import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CodedError, describeError } from '../../../../src/process/errors.ts';
import { createLogger } from '../../../../src/process/log/logger.ts';
import { scrub } from '../../../../src/process/log/scrub.ts';

const SECRET = 'p4ssw0rd-of-somebody';
const JWT = `eyJhbGciOiJFZERTQSJ9.${randomBytes(60).toString('base64url')}.${randomBytes(64).toString('base64url')}`;

/** What the logger writes about something. */
function logged(about: object): Record<string, unknown> {
  const lines: string[] = [];
  createLogger('test', 'info', { write: (line: string) => void lines.push(line) }).warn(about, 'something failed');
  return JSON.parse(lines.join(''));
}

describe('an error in the log', () => {
  it('keeps what helps: type, message, code, advice, stack and the same of its causes', () => {
    const cause = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const error = new CodedError('graph', 'Graph does not answer.', 'Retry.', { cause });

    expect(logged({ err: error })['err']).toMatchObject({
      type: 'CodedError',
      code: 'graph',
      message: 'Graph does not answer.',
      advice: 'Retry.',
      stack: expect.stringContaining('logger.test.ts'),
      cause: { message: 'socket hang up', code: 'ECONNRESET' },
    });
  });

  it('drops everything that a library put on it', () => {
    const error = Object.assign(new Error('WRONGPASS invalid username-password pair'), {
      command: { name: 'auth', args: ['jobs', SECRET] },
      config: { headers: { authorization: SECRET } },
    });

    const line = JSON.stringify(logged({ err: new Error('outer', { cause: error }) }));

    expect(line).not.toContain(SECRET);
    expect(line).toContain('WRONGPASS');
  });

  it('ends, however its causes are chained', () => {
    const error = new Error('a');
    error.cause = error;

    expect(JSON.stringify(describeError(error)).match(/"message"/g)).toHaveLength(6);
  });

  it('names what was thrown and was no error', () => {
    expect(describeError('x')).toEqual({ type: 'string', message: 'x' });
  });
});

describe('a text that goes out', () => {
  it.each([
    ['an address with a password', `connect redis://jobs:${SECRET}@redis:6379 failed`],
    ['an address without a user', `rediss://:${SECRET}@redis`],
    ['AUTH', `ERR in AUTH jobs ${SECRET}`],
    ['a user that is set', `ACL SETUSER mid1 on >${SECRET}`],
    ['what Redis repeats', `ERR unknown command 'x', with args beginning with: '${SECRET}'`],
    ['a token', `failed with ${JWT}`],
    ['a sealed text', `${JWT}.${JWT}`],
    ['a bearer token', `authorization: Bearer ${SECRET}`],
    ['a form', `client_id=a&client_secret=${SECRET}&scope=b`],
    ['a private JWK', JSON.stringify({ kty: 'OKP', d: SECRET, x: 'public' })],
    ['a private JWK inside a text', JSON.stringify({ text: JSON.stringify({ kty: 'OKP', d: SECRET }) })],
    ['PEM', `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`],
    [
      'PEM in JSON',
      JSON.stringify({ text: `-----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n-----END RSA PRIVATE KEY-----` }),
    ],
    ['PEM that was cut off', `-----BEGIN PRIVATE KEY-----\n${SECRET}`],
  ])('loses %s', (_what, text) => {
    expect(scrub(text)).not.toContain(SECRET);
    expect(scrub(text)).not.toContain(JWT.slice(20, 60));
    expect(scrub(text)).toContain('[redacted]');
  });

  it('loses a PFX and leaves a thumbprint', () => {
    const pfx = `MIIJ${randomBytes(1500).toString('base64')}`;

    expect(scrub(`export gave ${pfx}`)).toBe('export gave [redacted]');
    expect(scrub('A'.repeat(40))).toBe('A'.repeat(40));
  });

  it('stays JSON', () => {
    const line = JSON.stringify({ reason: `-----BEGIN X-----\n${SECRET}`, url: `redis://:${SECRET}@h`, after: 'kept' });

    expect(JSON.parse(scrub(line))).toMatchObject({ after: 'kept' });
  });

  it.each([
    'listening on http://127.0.0.1:3978/api/messages',
    'step ended',
    'NOAUTH Authentication required.',
    '{"run":"contoso-1","step":"create-certificate","code":"graph-timeout","status":403}',
  ])('is left alone where there is nothing: %s', (text) => expect(scrub(text)).toBe(text));
});
