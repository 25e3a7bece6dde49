import { once } from 'node:events';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { type CertificateAndKey, issueServerCertificate } from '../../../demo/standins/certificates.ts';
import { isSignedBy, UNKNOWN_CERTIFICATE } from '../../support/bot-sign-in.ts';

/** Where Teams speaks from. */
export const TEAMS = 'https://smba.trafficmanager.net/emea/';
/** Hosts that belong to nobody whom exo should tell anything. */
export const STRANGER = 'attacker.example';
/** What the bot signs its own messages with, wherever it turns up. */
export const BOT_TOKEN = 'bot-token-that-only-teams-may-see';

const HOSTS = [
  'login.botframework.com',
  'login.microsoftonline.com',
  'api.botframework.com',
  'smba.trafficmanager.net',
  STRANGER,
  `teams.${STRANGER}`,
  `smba.trafficmanager.net.${STRANGER}`,
];

/** A message of the bot as it stands in Teams now. */
export interface Message {
  readonly id: string;
  readonly conversation: string;
  text: string;
  card: Readonly<Record<string, unknown>> | undefined;
  entities: readonly Record<string, unknown>[];
  writes: number;
}

/** A request that reached a host of the Internet. */
export interface Seen {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
}

interface Activity {
  readonly text?: string;
  readonly attachments?: readonly { readonly content?: Record<string, unknown> }[];
  readonly entities?: readonly Record<string, unknown>[];
}

/**
 * Everything beyond this machine that the bot speaks with: the Bot Framework's keys, the sign-in of the bot, Teams'
 * connector, and hosts of strangers.
 * @param keyServer address of the key server's document
 * @param botSecret what the bot signs in with; another is refused
 */
export async function startInternet(authority: CertificateAndKey, keyServer: string, botSecret: string) {
  const messages: Message[] = [];
  const seen: Seen[] = [];
  let throttled = 0;
  let certificates: readonly string[] | undefined;
  const { certificatePem: cert, privateKeyPem: key } = issueServerCertificate(authority, HOSTS);

  async function answer(host: string, method: string, path: string, body: string): Promise<[number, unknown]> {
    if (host === 'login.botframework.com') return [200, await (await fetch(keyServer)).json()];
    if (host === 'login.microsoftonline.com') {
      // MSAL asks for the tenant's document first, without a secret.
      const asked = new URLSearchParams(body);
      const assertion = asked.get('client_assertion');
      if (assertion !== null && certificates && !(await isSignedBy(assertion, certificates))) {
        return [401, UNKNOWN_CERTIFICATE];
      }
      const secret = asked.get('client_secret');
      if (secret !== null && secret !== botSecret) {
        return [401, { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' }];
      }
      return [200, { token_type: 'Bearer', expires_in: 3600, access_token: BOT_TOKEN }];
    }
    const [, conversation, id] = /\/v3\/conversations\/([^/?]+)\/activities(?:\/([^/?]+))?/.exec(path) ?? [];
    if (!conversation) return [404, { error: { code: 'NotFound', message: path } }];
    if (throttled > 0) {
      throttled -= 1;
      return [429, { error: { code: 'TooManyRequests', message: 'Too many requests.' } }];
    }
    const activity: Activity = JSON.parse(body || '{}');
    const found = messages.find((each) => method === 'PUT' && each.id === decodeURIComponent(id ?? ''));
    if (method === 'PUT' && !found) return [404, { error: { code: 'ActivityNotFound', message: 'no such message' } }];
    const message = found ?? blank(String(1_795_000_000_000 + messages.length), decodeURIComponent(conversation));
    if (!found) messages.push(message);
    message.text = activity.text ?? '';
    message.card = activity.attachments?.[0]?.content;
    message.entities = activity.entities ?? [];
    message.writes += 1;
    return [found ? 200 : 201, { id: message.id }];
  }

  const server = createServer({ cert, key }, (request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const { method = '', url = '' } = request;
    seen.push({ host, method, path: url, authorization: request.headers.authorization ?? '' });
    text(request)
      .then((body) => answer(host, method, url, body))
      .then(
        ([status, body]) =>
          response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    port: address.port,
    messages,
    seen,
    /** From now on these certificates (PEM) are uploaded to the bot's application, and no others; before, any one does. */
    upload(next: readonly string[]): void {
      certificates = next;
    },
    /** The next so many messages of the bot are refused by Teams, which was asked too often. */
    throttle(requests: number): void {
      throttled = requests;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
export type Internet = Awaited<ReturnType<typeof startInternet>>;

function blank(id: string, conversation: string): Message {
  return { id, conversation, text: '', card: undefined, entities: [], writes: 0 };
}
