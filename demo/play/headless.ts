import { cardToText } from '../chat/card-text.ts';
import type { DemoSystem } from '../system/system.ts';
import { openStage } from './actors.ts';
import { playAgain, playDeclined, playOnboarding } from './onboarding.ts';
import type { Proof } from './proofs.ts';
import { proveRights } from './rights.ts';
import type { Scenario } from './scenarios.ts';
import { playYear } from './year.ts';

/**
 * Plays a scenario as several people, prints the conversation, and checks what Entra and Exchange hold afterwards.
 * @returns exit code: 0 only when every proof is there
 */
export async function playHeadless(
  system: DemoSystem,
  scenario: Scenario,
  print: (line: string) => void,
): Promise<number> {
  const chat = await system.openChat();
  const stage = openStage(chat, cardToText, print);
  const started = Date.now();
  const proofs = [
    ...(await playOnboarding(system, stage, scenario)),
    ...(await playAgain(system, stage, scenario)),
    ...(await playDeclined(system, stage, scenario)),
    ...(scenario.quickYear ? await playYear(system, stage, scenario) : []),
  ];
  chat.close();
  const rights = await proveRights(system.redisUrl);
  return report([...proofs, rights], Date.now() - started, print);
}

function report(proofs: readonly Proof[], durationMs: number, print: (line: string) => void): number {
  print('\nProofs');
  for (const { ok, what, found } of proofs)
    print(`  ${ok ? 'ok    ' : 'FAILED'} ${what}${ok ? '' : ` (found: ${found})`}`);
  const failed = proofs.filter(({ ok }) => !ok).length;
  print(
    `\n${failed === 0 ? 'All proofs are there' : `${failed} proofs are missing`}, after ${Math.round(durationMs / 1000)} s.`,
  );
  return failed === 0 ? 0 : 1;
}
