import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { hashSubject, type Subject } from '../../contracts/approval/approval.ts';
import { messageOf } from '../../process/errors.ts';
import type { Logger } from '../../process/log/logger.ts';
import { APPROVAL_PATH } from '../../runs/approval/page-address.ts';
import type { HomeAuthority } from './home-authority.ts';
import { type PageContent, renderPage } from './html.ts';
import type { SignIn, VerifyIdToken } from './id-token.ts';
import { CLEAR_COOKIE, readCookie, setCookie } from './pending-cookie.ts';
import { subjectLines } from './subject-lines.ts';

export const CALLBACK_PATH = `${APPROVAL_PATH}/signed-in`;

/** What can be decided on right now, and who decides. Everything comes from the run, nothing from the address. */
export interface ApprovalDesk {
  /** The subject of the open approval; undefined when there is none of this round. */
  open(run: string, round: number): Promise<Subject | undefined>;
  /** @returns the sentence that refuses it, undefined when it is approved */
  approve(decision: {
    run: string;
    round: number;
    /** Hash of the subject, as the id token has it. */
    subject: string;
    by: SignIn;
    idToken: string;
  }): Promise<string | undefined>;
}

export interface ApprovalPageOptions {
  readonly desk: ApprovalDesk;
  readonly authority: HomeAuthority;
  readonly verify: VerifyIdToken;
  /** https address under which approvers reach this process, without a closing slash. */
  readonly pageUrl: string;
  readonly logger: Logger;
}

const Asked = z.object({
  run: z.string().max(200),
  round: z.coerce.number().int().positive(),
  /** Hash that stood on the card: the page shows what it stands for or nothing. */
  subject: z.string().max(100),
});

const GONE: PageContent = {
  title: 'Nothing to approve here',
  paragraphs: [
    'This approval was decided, has expired, or was replaced. Look at the card in Teams, or type: @exo status',
  ],
};
const AGAIN: PageContent = {
  title: 'The sign-in was not completed',
  paragraphs: ['Nothing was approved. Open the card in Teams and choose "Sign in and approve" again.'],
};

/** The page behind "Sign in and approve": shows what is approved, sends to Microsoft, takes the answer. */
export function approvalPage(options: ApprovalPageOptions): Router {
  const router = Router();
  router.use((_request, response, next) => {
    response.set(headers());
    next();
  });
  router.get(APPROVAL_PATH, guarded(options, show));
  router.post(APPROVAL_PATH, express.urlencoded({ extended: false, limit: '10kb' }), guarded(options, leave));
  router.get(CALLBACK_PATH, guarded(options, comeBack));
  return router;
}

type Handler = (request: Request, response: Response, options: ApprovalPageOptions) => Promise<void>;

function guarded(options: ApprovalPageOptions, handler: Handler) {
  return async (request: Request, response: Response): Promise<void> => {
    try {
      await handler(request, response, options);
    } catch (error) {
      options.logger.error({ reason: messageOf(error) }, 'approval page failed');
      const text = 'exo cannot do this now and nothing was approved. Reload the page in a minute.';
      send(response, 503, { title: 'Try again', paragraphs: [text] });
    }
  };
}

async function show(request: Request, response: Response, { desk }: ApprovalPageOptions): Promise<void> {
  const asked = Asked.safeParse(request.query);
  const subject = asked.success ? await desk.open(asked.data.run, asked.data.round) : undefined;
  if (!asked.success || !subject || hashSubject(subject) !== asked.data.subject) return send(response, 404, GONE);
  send(response, 200, {
    title: `Approve ${subject.tenant.name}`,
    paragraphs: ['After you have signed in, exo does exactly this and nothing else:'],
    items: subjectLines(subject),
    form: {
      action: APPROVAL_PATH,
      fields: { run: asked.data.run, round: String(asked.data.round), subject: asked.data.subject },
      button: 'Sign in and approve',
    },
  });
}

/** Only the page itself may send an approver to Microsoft: another site must not start an approval for them. */
async function leave(request: Request, response: Response, options: ApprovalPageOptions): Promise<void> {
  const { desk, authority, pageUrl } = options;
  if (request.headers.origin !== new URL(pageUrl).origin) return send(response, 403, GONE);
  const asked = Asked.safeParse(request.body);
  const subject = asked.success ? await desk.open(asked.data.run, asked.data.round) : undefined;
  if (!asked.success || !subject || hashSubject(subject) !== asked.data.subject) return send(response, 404, GONE);
  const { url, pending } = await authority.begin(asked.data.subject);
  response.set('set-cookie', setCookie({ ...pending, ...asked.data }));
  response.redirect(303, url.href);
}

async function comeBack(request: Request, response: Response, options: ApprovalPageOptions): Promise<void> {
  const { authority, desk, logger, verify, pageUrl } = options;
  const pending = readCookie(request.headers.cookie);
  response.set('set-cookie', CLEAR_COOKIE);
  if (!pending) return send(response, 400, AGAIN);
  let by: SignIn;
  let idToken: string;
  try {
    idToken = await authority.finish(new URL(request.originalUrl, pageUrl), pending, pending.subject);
    by = await verify(idToken, pending.subject);
  } catch (error) {
    logger.warn({ run: pending.run, reason: messageOf(error) }, 'sign-in of an approver was refused');
    return send(response, 400, AGAIN);
  }
  const refusal = await desk.approve({ run: pending.run, round: pending.round, subject: pending.subject, by, idToken });
  logger.info({ run: pending.run, by: by.id, refusal }, 'approval with sign-in');
  if (refusal) return send(response, 403, { title: 'Not approved', paragraphs: [refusal] });
  const text = 'exo goes on by itself; the card in Teams shows how far it is. You can close this page.';
  send(response, 200, { title: `Approved by ${by.name}`, paragraphs: [text] });
}

function send(response: Response, status: number, content: PageContent): void {
  response.status(status).type('html').send(renderPage(content));
}

function headers(): Record<string, string> {
  return {
    // Leaving for Microsoft is a redirect of the form, which form-action would stop in some browsers: https only.
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' https:; frame-ancestors 'none'; base-uri 'none'",
    // With no-referrer a browser sends `Origin: null` with the form.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}
