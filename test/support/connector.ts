import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

/** What the bot writes: only what tests look at. */
const Written = z.object({
  type: z.string(),
  text: z.string().optional(),
  attachments: z.array(z.object({ contentType: z.string(), content: z.record(z.string(), z.unknown()) })).optional(),
  entities: z.array(z.record(z.string(), z.unknown())).optional(),
});

const Begun = z.object({ channelData: z.object({ channel: z.object({ id: z.string() }) }), activity: Written });

interface Member {
  readonly id: string;
  readonly name: string;
  /** Entra object id, as Teams writes it here. */
  readonly objectId: string;
}

export interface Message {
  readonly id: string;
  conversation: string;
  /** As it stands now. */
  text: string;
  card: Readonly<Record<string, unknown>> | undefined;
  entities: readonly Record<string, unknown>[];
  /** How often it was written: 1 for the post. */
  writes: number;
}

export interface Call {
  readonly method: string;
  readonly conversation: string;
  readonly status: number;
  readonly at: number;
  readonly authorization?: string | undefined;
}

/** An answer other than "taken", for the next calls. */
export interface Trouble {
  readonly status: number;
  readonly times: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'POST' | 'PUT';
  /** Only there. */
  readonly conversation?: string;
  /** The message is taken all the same: only the answer gets lost. */
  readonly taken?: boolean;
}

/** A stand-in for Teams' connector: it takes messages and changes to them, and plays throttling and refusals. */
export async function startConnector() {
  const messages: Message[] = [];
  const calls: Call[] = [];
  const troubles: { trouble: Trouble; left: number }[] = [];
  const channels = new Map<string, number>();
  const members = new Map<string, readonly Member[]>();
  let posted = 0;

  const server = createServer((request, response) => {
    take(request).then(
      ([status, body, headers]) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(body));
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });

  async function take(request: IncomingMessage): Promise<[number, object, Record<string, string>?]> {
    if (request.method === 'GET') return membersPage(new URL(request.url ?? '', 'http://connector'));
    if (request.method === 'POST' && request.url === '/v3/conversations') return beginThread(await json(request));
    const [, conversation = '', id] =
      /\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/.exec(request.url ?? '') ?? [];
    const method = request.method ?? '';
    const body = Written.parse(await json(request));
    const where = decodeURIComponent(conversation);
    const trouble = troubles.find(
      ({ left, trouble: each }) =>
        left > 0 && (each.method ?? method) === method && (each.conversation ?? where) === where,
    );
    const { authorization } = request.headers;
    const call = (status: number) => calls.push({ method, conversation: where, status, at: Date.now(), authorization });
    if (trouble) {
      trouble.left -= 1;
      call(trouble.trouble.status);
      if (trouble.trouble.taken && method === 'POST') keep(where, body);
      const headers = { ...trouble.trouble.headers };
      return [trouble.trouble.status, { error: { code: 'Trouble', message: 'as the test asked' } }, headers];
    }
    if (method === 'PUT') {
      const message = messages.find((each) => each.id === decodeURIComponent(id ?? ''));
      call(message ? 200 : 404);
      if (!message) return [404, { error: { code: 'ActivityNotFound', message: 'no such message' } }];
      write(message, body);
      return [200, { id: message.id }];
    }
    call(201);
    return [201, { id: keep(where, body).id }];
  }

  /** A new thread in a channel. */
  function beginThread(body: unknown): [number, object] {
    const { channelData, activity } = Begun.parse(body);
    const channel = channelData.channel.id;
    const known = channels.get(channel) ?? 201;
    calls.push({ method: 'BEGIN', conversation: channel, status: known, at: Date.now() });
    if (known !== 201) return [known, { error: { code: 'Forbidden', message: 'exo is not in this team' } }];
    const message = keep(channel, activity);
    const conversation = `${channel};messageid=${message.id}`;
    message.conversation = conversation;
    return [201, { id: conversation, activityId: message.id }];
  }

  /** Members of a conversation, a page at a time: two on each, whatever is asked for. */
  function membersPage({ pathname, searchParams }: URL): [number, object] {
    const [, conversation = ''] = /\/v3\/conversations\/([^/]+)\/pagedmembers$/i.exec(pathname) ?? [];
    const where = decodeURIComponent(conversation).split(';messageid=')[0] ?? '';
    const found = members.get(where);
    calls.push({ method: 'GET', conversation: where, status: found ? 200 : 403, at: Date.now() });
    if (!found) return [403, { error: { code: 'Forbidden', message: 'members cannot be read' } }];
    const start = Number(searchParams.get('continuationToken') ?? '0');
    const more = start + 2 < found.length ? { continuationToken: String(start + 2) } : {};
    return [200, { members: found.slice(start, start + 2), ...more }];
  }

  function keep(conversation: string, body: z.infer<typeof Written>): Message {
    posted += 1;
    const id = String(1_795_000_000_000 + posted - 1);
    const message = { id, conversation, text: '', card: undefined, entities: [], writes: 0 };
    messages.push(message);
    write(message, body);
    return message;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    serviceUrl: `http://127.0.0.1:${address.port}/`,
    messages,
    calls,
    trouble(trouble: Trouble) {
      troubles.push({ trouble, left: trouble.times });
    },
    /** How a new thread in a channel is answered, if not with 201. */
    channel(id: string, status: number) {
      channels.set(id, status);
    },
    /** Who is in a channel or chat. Without it, its members cannot be read. */
    members(conversation: string, people: readonly { readonly id: string; readonly name: string }[]) {
      members.set(
        conversation,
        people.map(({ id, name }) => ({ id: `29:${id}`, name, objectId: id })),
      );
    },
    /** Somebody deletes a message of the bot: nothing tells it, and changing the message is answered 404. */
    remove({ id }: Message) {
      messages.splice(
        messages.findIndex((each) => each.id === id),
        1,
      );
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
export type Connector = Awaited<ReturnType<typeof startConnector>>;

function write(message: Message, body: z.infer<typeof Written>): void {
  message.text = body.text ?? '';
  message.card = body.attachments?.[0]?.content;
  message.entities = body.entities ?? [];
  message.writes += 1;
}
