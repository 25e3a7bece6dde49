import { outputOf } from '../../../../runs/outputs.ts';
import { findStep, isFinal, type Run, type RunStep } from '../../../../runs/run.ts';
import { SIGNS } from '../../icons.ts';
import { listOf, shortId } from '../../text.ts';
import { dateOf, whenAt } from '../../time.ts';
import type { RunView } from '../view.ts';

const IN_PLACE = 'was in place already';
/** With more MID servers than this a line counts them instead of naming each. */
const NAMED_SERVERS = 4;

/** `taken over`, `registered` or `was in place already`, once the step is done. */
export function applicationText(run: Run): string | undefined {
  const output = outputOf(run, 'register-application');
  if (!output) return undefined;
  if (outputOf(run, 'adopt-application')) return `taken over from ${output.createdByAppId}`;
  return output.created ? 'registered' : output.changed ? 'brought up to date' : IN_PLACE;
}

/** Which certificate the application accepts from now on; the whole thumbprint is under Details. */
export function attachText(run: Run, view: RunView): string | undefined {
  const output = outputOf(run, 'attach-certificate');
  const { thumbprint } = outputOf(run, 'create-certificate') ?? {};
  if (output) return output.changed && thumbprint ? `attached: ${shortId(thumbprint)}` : IN_PLACE;
  return run.request.mode === 'link' ? approvalText(run, view) : sameApproval(run);
}

export function exchangeText(run: Run): string | undefined {
  const output = outputOf(run, 'register-in-exchange');
  return output && (output.created ? 'registered' : IN_PLACE);
}

/** Who grants the permissions, and what came of it. */
export function consentText(run: Run, view: RunView): string | undefined {
  if (run.request.mode === 'full') return approvalText(run, view);
  return outputOf(run, 'await-consent') ? "granted by the customer's administrator" : undefined;
}

function approvalText(run: Run, view: RunView): string | undefined {
  const step = findStep(run, 'approve-consent');
  if (!step) return undefined;
  if (step.state === 'skipped') return run.request.mode === 'full' ? IN_PLACE : 'approved before';
  if (step.state === 'waiting' && run.gate?.state !== 'open') return isFinal(run) ? undefined : 'needs an approver';
  const { gate } = run;
  if (gate?.state !== 'approved' || !gate.decidedBy || gate.decidedAt === undefined) return undefined;
  return `approved by ${gate.decidedBy.name} ${whenAt(gate.decidedAt, view)}`;
}

function sameApproval(run: Run): string | undefined {
  const gate = findStep(run, 'approve-consent');
  return gate?.state === 'waiting' && !isFinal(run) ? 'same approval' : undefined;
}

export function roleText(run: Run): string | undefined {
  const output = outputOf(run, 'assign-role');
  if (output) return output.created ? 'assigned' : IN_PLACE;
  if (run.request.mode === 'full') return sameApproval(run);
  return outputOf(run, 'await-consent') ? "assigned by the customer's administrator" : undefined;
}

/** `made on mid1, valid to 23 Nov 2027, copied to mid2`. */
export function certificateText(run: Run, view: RunView): string | undefined {
  const certificate = outputOf(run, 'create-certificate');
  if (!certificate) return undefined;
  const primary = run.steps.find((step) => step.name === 'create-certificate')?.server;
  const imported = doneOn(run, 'import-certificate');
  const sealed = doneOn(run, 'share-certificate').filter((server) => !imported.includes(server));
  return [
    `${certificate.created ? 'made' : 'found'} on ${primary}`,
    `valid to ${dateOf(Date.parse(certificate.notAfter), view)}`,
    ...(sealed.length > 0 ? [`sealed for ${listOf(sealed, 'and')}`] : []),
    ...(imported.length > 0 ? [`on ${listOf(imported, 'and')} too`] : []),
  ].join(', ');
}

/** `mid1 ✔ proved, mid2 – waiting`, or counted when there are many MID servers; nothing while all are alike. */
export function proofText(run: Run): string | undefined {
  const steps = run.steps.filter((step) => step.name === 'verify-connection');
  if (isFinal(run) || new Set(steps.map(proofWord)).size < 2) return undefined;
  if (steps.length > NAMED_SERVERS) {
    return `${steps.filter((step) => step.state === 'done').length} of ${steps.length} MID servers proved`;
  }
  return steps.map((step) => `${step.server} ${proofWord(step)}`).join(', ');
}

function proofWord(step: RunStep): string {
  if (step.state === 'done') return `${SIGNS.done.icon} proved`;
  if (step.state === 'failed') return `${SIGNS.failed.icon} failed`;
  if (step.state === 'waiting') return `${SIGNS.waiting.icon} waiting`;
  return `${SIGNS.working.icon} working`;
}

function doneOn(run: Run, name: RunStep['name']): string[] {
  return run.steps.flatMap((step) => (step.name === name && step.state === 'done' && step.server ? [step.server] : []));
}
