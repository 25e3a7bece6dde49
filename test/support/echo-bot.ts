import { createServer } from 'node:http';
import { z } from 'zod';
import { findFreePort } from '../../demo/system/ports.ts';

const Activity = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  serviceUrl: z.string(),
  from: z.looseObject({ id: z.string(), aadObjectId: z.string() }),
  conversation: z.looseObject({ id: z.string() }),
  replyToId: z.string().optional(),
  value: z.looseObject({ action: z.looseObject({ data: z.unknown() }) }).optional(),
});
type Activity = z.infer<typeof Activity>;

/** The smallest bot: repeats what it hears with a card that has a button, and rewrites the card when it is clicked. */
export interface EchoBot {
  readonly endpoint: string;
  readonly received: Activity[];
  close(): void;
}

export async function startEchoBot(): Promise<EchoBot> {
  const received: Activity[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const parsed = chunks.length === 0 ? undefined : Activity.safeParse(JSON.parse(Buffer.concat(chunks).toString()));
    if (!parsed?.success) return void response.end();
    const activity = parsed.data;
    received.push(activity);
    if (activity.type === 'invoke') {
      const value = `clicked by ${activity.from.aadObjectId} with ${JSON.stringify(activity.value?.action.data)}`;
      const body = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
      await write(activity, 'PUT', `/${activity.replyToId}`, { attachments: [card('clicked')] });
      return;
    }
    response.end();
    if (activity.type !== 'message') return;
    await write(activity, 'POST', '', { text: activity.text });
    await write(activity, 'POST', '', { attachments: [card('echo')] });
  });
  const port = await findFreePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${port}/api/messages`,
    received,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function write(to: Activity, method: string, path: string, message: Record<string, unknown>): Promise<void> {
  const conversation = encodeURIComponent(to.conversation.id);
  await fetch(`${to.serviceUrl}/v3/conversations/${conversation}/activities${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'message', ...message }),
  });
}

function card(text: string) {
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      fallbackText: text,
      version: '1.5',
      body: [{ type: 'TextBlock', text }],
      actions: [{ type: 'Action.Execute', title: 'Go', verb: 'go', data: { x: 1 } }],
    },
  };
}
