import { Router } from 'express';
import { z } from 'zod';
import { readConsentAnswer } from '../../graph/failures/consent-rules.ts';
import { messageOf } from '../../process/errors.ts';
import type { Logger } from '../../process/log/logger.ts';
import { isFinal, type Run } from '../../runs/run.ts';
import type { RunStore } from '../../runs/store/store.ts';
import type { ConsentStates } from './state.ts';

/** Array values (`?state=a&state=b`) are no answer of Microsoft's. */
const Query = z.object({
  state: z.string().max(100),
  error: z.string().optional(),
  error_description: z.string().optional(),
});

const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

/**
 * `GET /consent`: where Microsoft sends the customer's administrator back to. Nothing in the address is believed, not
 * even `admin_consent=True`: the run goes on only when reading back shows the grants. Nothing of it is shown either.
 */
export function consentPage(states: ConsentStates, store: RunStore, logger: Logger): Router {
  const router = Router();
  // Express answers HEAD by GET. Link scanners ask so: nothing needs to be looked up for them.
  router.head('/consent', (_request, response) => {
    response.set(HEADERS).status(200).end();
  });
  router.get('/consent', async (request, response) => {
    response.set(HEADERS);
    try {
      const [status, title, text] = await answer(request.query, states, store, logger);
      response.status(status).type('html').send(page(title, text));
    } catch (error) {
      logger.error({ reason: messageOf(error) }, 'consent answer could not be read');
      response
        .status(503)
        .type('html')
        .send(page('Try again', 'exo cannot look this up now. Reload this page in a minute.'));
    }
  });
  return router;
}

async function answer(
  parameters: unknown,
  states: ConsentStates,
  store: RunStore,
  logger: Logger,
): Promise<[number, string, string]> {
  const query = Query.safeParse(parameters);
  const id = query.success ? await states.runOf(query.data.state) : undefined;
  const run = id && (await store.get(id));
  if (!query.success || !run) {
    return [
      400,
      'This link is not valid',
      'It has expired or is incomplete. Ask whoever sent it to you for a new one.',
    ];
  }
  const step = run.steps.find(({ name }) => name === 'await-consent');
  if (step?.state === 'done') {
    return [200, 'Thank you', 'exo has read the consent back from Microsoft already. You can close this page.'];
  }
  if (isFinal(run)) {
    return [410, 'This request is closed', 'Nobody waits for this consent now. Ask whoever sent you the link.'];
  }
  if (query.data.error !== undefined) {
    const { code, kind, title, advice } = readConsentAnswer(query.data.error, query.data.error_description ?? '');
    logger.info({ run: run.id, code, error: query.data.error.slice(0, 60) }, 'the consent page reported an error');
    // Perhaps it was given before: reading back tells, as after every other visit.
    if (kind !== 'done') return [200, title, advice];
  }
  if (await states.mayLook(run.id)) await lookNow(run, store);
  logger.info({ run: run.id }, 'came back from the consent page');
  return [200, 'Thank you', 'exo now reads back from Microsoft whether the consent is there. You can close this page.'];
}

/** Lets the step that waits for the consent look at once. Other steps of the run are left alone. */
async function lookNow(run: Run, store: RunStore): Promise<void> {
  const retriable = run.steps.filter((step) => step.state === 'failed' || step.state === 'delayed');
  if (retriable.length !== 1 || retriable[0]?.name !== 'await-consent') return;
  await store.apply(run.id, {
    type: 'retry',
    by: { id: 'consent-page', name: 'the consent page', roles: ['requester'] },
  });
}

/** @param title fixed text, never from the request; so is `text` */
function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}</style></head>
<body><h1>${title}</h1><p>${text}</p></body></html>
`;
}
