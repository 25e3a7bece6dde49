import { outputOf } from '../../../../runs/outputs.ts';
import type { Run } from '../../../../runs/run.ts';
import type { CardElement } from '../../../chat/card.ts';
import { heading, line } from '../../elements.ts';
import { count, listOf } from '../../text.ts';
import { type Clock, dateOf } from '../../time.ts';

/** What an offboarding has removed so far, one phrase each. */
export function removedTexts(run: Run): string[] {
  const name = outputOf(run, 'survey-application')?.application?.displayName ?? run.request.displayName;
  const rights = outputOf(run, 'remove-rights');
  const deleted = outputOf(run, 'delete-application');
  return [
    ...(outputOf(run, 'remove-from-exchange')?.removed ? [`"${name}" from Exchange`] : []),
    ...(rights && rights.roles > 0 ? [count(rights.roles, 'directory role')] : []),
    ...(rights && rights.permissions > 0 ? [count(rights.permissions, 'permission')] : []),
    ...(deleted ? [`the application "${name}" with its keys and secrets`] : []),
    ...run.request.servers.flatMap(({ name: server }) => {
      const erased = outputOf(run, 'erase-certificate', server)?.erased ?? [];
      return erased.length > 0
        ? [`${count(erased.length, 'private key')} on ${server}: ${listOf(erased, 'and', 5)}`]
        : [];
    }),
  ];
}

/** What is still there, and how somebody gets rid of it. */
export function remainingTexts(run: Run, clock: Clock): string[] {
  const { absent = [], tenant } = run.request;
  const survey = outputOf(run, 'survey-application');
  const exchange = outputOf(run, 'remove-from-exchange');
  const until = outputOf(run, 'delete-application')?.restorableUntil;
  const object = survey?.application?.servicePrincipalId;
  const isSkipped = run.steps.every(({ name, state }) => name !== 'remove-from-exchange' || state === 'skipped');
  const why = exchange?.remains || (isSkipped ? 'no MID server could connect' : '');
  return [
    ...(object && why
      ? [
          `The service principal in Exchange (${why}). An administrator of ${survey?.initialDomain ?? tenant.domain} removes it after Connect-IPPSSession: Remove-ServicePrincipal -Identity ${object} -Confirm:$false`,
        ]
      : []),
    ...(until
      ? [`The deleted application, which an administrator can restore until ${dateOf(Date.parse(until), clock)}`]
      : []),
    ...absent.map(
      (server) => `The private keys on ${server}, which was offline: say @exo offboard ${tenant.label} when it is back`,
    ),
    `The values in ServiceNow: delete the configuration there`,
  ];
}

/** The last card: what was removed and what remains. */
export function offboardedLines(run: Run, clock: Clock): CardElement[] {
  const removed = removedTexts(run);
  return [
    heading('Removed'),
    ...(removed.length === 0 ? [line('Nothing: there was nothing left.')] : removed.map(bullet)),
    heading('Remains'),
    ...remainingTexts(run, clock).map(bullet),
  ];
}

function bullet(text: string): CardElement {
  return line('• ', { text, longest: 500 });
}
