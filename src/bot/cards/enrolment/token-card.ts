import type { Card } from '../../chat/card.ts';
import { heading, line, makeCard, titleLine } from '../elements.ts';

/** The one-time tokens for a MID server; shown to an admin in the personal chat alone. */
export function tokenCard(server: string, tokens: readonly { readonly id: string; readonly token: string }[]): Card {
  return makeCard({
    says: `Tokens for the runners of ${server}. They are good once, for one day.`,
    body: [
      titleLine(`Enrol the runners of ${server}`),
      line(
        'On the MID server, where Install-Runner.ps1 was run: in an elevated Windows PowerShell, in the folder of the bundle, start for each runner the line below. It asks for the token: copy it, paste it with a right click.',
      ),
      ...tokens.flatMap(({ id, token }) => [
        heading(id),
        line({ text: `.\\install\\Enrol-Runner.ps1 -Runner ${id}`, mono: true }),
        line({ text: token, mono: true, longest: 3000 }),
      ]),
      line('Each token is good once, for one day. Then another approver types @exo runners, compares and accepts.'),
    ],
  });
}
