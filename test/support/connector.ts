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

export interface Message {
  readonly id: string;
  readonly conversation: string;
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
}

/** An answer other than "taken", for the next calls. */
export interface Trouble {
  readonly status: number;
  readonly times: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'POST' | 'PUT';
  /** The message is taken all the same: only the answer gets lost. */
  readonly taken?: boolean;
}

/** A stand-in for Teams' connector: it takes messages and changes to them, and plays throttling and refusals. */
export async function startConnector() {
  const messages: Message[] = [];
  const calls: Call[] = [];
  const troubles: { trouble: Trouble; left: number }[] = [];
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
    const [, conversation = '', id] =
      /\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/.exec(request.url ?? '') ?? [];
    const method = request.method ?? '';
    const body = Written.parse(await json(request));
    const where = decodeURIComponent(conversation);
    const trouble = troubles.find((each) => each.left > 0 && (each.trouble.method ?? method) === method);
    const call = (status: number) => calls.push({ method, conversation: where, status, at: Date.now() });
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
