import { MIA, TEAM } from '../people.ts';
import type { Scenario } from './scenarios.ts';

/** What a newcomer reads when everything runs. */
export function welcome(address: string, scenario: Scenario): string {
  return `
  Open       ${address}
  You are    ${MIA.name}. Choose the channel ${TEAM.channel.name} of the team ${TEAM.name}.
  Type       @exo onboard contoso
             (write @exo, choose exo from the list, then the rest, then Post)

  The page plays ${MIA.name} alone. The others act from this terminal, once the bot asks for approval:
             jon approve          or: lee approve, to be refused
             ana status           says "@exo status" in your thread
${scenario.notice ? `\n  ${scenario.notice}\n` : ''}
  Ctrl-C ends everything.
`;
}
