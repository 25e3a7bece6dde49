import type { RoleName } from '../../../process/config/exo-config.ts';
import type { Card, CardElement } from '../../chat/card.ts';
import { button, buttonRow } from '../buttons.ts';
import { line, makeCard, row, titleLine } from '../elements.ts';
import { type CardBudget, firstOf, fitted } from '../size.ts';
import { count, listOf } from '../text.ts';

/** A command as help shows it. */
export interface HelpCommand {
  /** As it is typed, e.g. `onboard <tenant> [mode]`. */
  readonly usage: string;
  /** What it does, e.g. `sets a tenant up`. */
  readonly summary: string;
  /** Something to type right away, e.g. `onboard contoso`. */
  readonly example: string;
}

export interface HelpView {
  readonly speakerRoles: readonly RoleName[];
  /** In a personal chat nobody needs to mention the bot. */
  readonly personal: boolean;
  /** What this person may do, the most useful first. */
  readonly commands: readonly HelpCommand[];
  /** All commands instead of the first five. */
  readonly more: boolean;
}

const FIRST = 5;

/** What somebody can do here and now, as things to type. */
export function helpCard({ speakerRoles, personal, commands, more }: HelpView): Card {
  const shown = more ? commands : commands.slice(0, FIRST);
  const hidden = commands.length - shown.length;
  return fitted((budget) =>
    makeCard({
      says: `What you can do: ${listOf(
        shown.map(({ example }) => typed(example, personal)),
        'or',
        FIRST,
      )}.`,
      body: [
        titleLine('What you can do'),
        ...shown.map((command) => (more ? usageLine(command, personal, budget) : exampleLine(command, personal))),
        line({ text: rolesText(speakerRoles), subtle: true }),
        ...buttonRow([hidden > 0 ? button({ title: 'More', verb: 'help', data: { more: true } }) : undefined]),
      ],
    }),
  );
}

/** One command in full. */
export function helpCommandCard(view: {
  readonly command: HelpCommand;
  readonly personal: boolean;
  /** More things to type. */
  readonly examples?: readonly string[];
  /** Who may use it, or what was wrong with what was typed. */
  readonly remark?: string;
}): Card {
  const { command, personal, examples = [], remark } = view;
  const usage = typed(command.usage, personal);
  return fitted((budget) =>
    makeCard({
      says: `${usage}: ${command.summary}. ${remark ?? ''}`,
      body: [
        titleLine(command.usage.split(' ')[0] ?? ''),
        ...(remark ? [line(remark)] : []),
        line(command.summary),
        row('Type', { text: usage, bold: true }),
        ...firstOf([...new Set([command.example, ...examples])], budget.items, (example) =>
          row('Example', { text: typed(example, personal), mono: true }),
        ),
      ],
    }),
  );
}

export interface WelcomeView {
  readonly organisation: string;
  /** Sentences about what is not configured yet. */
  readonly missing: readonly string[];
  readonly commands: readonly HelpCommand[];
}

/** First contact: what it does, what to type, who may do what, what is still missing. */
export function welcomeCard({ organisation, missing, commands }: WelcomeView): Card {
  return fitted((budget) =>
    makeCard({
      says: `exo is here for ${organisation}. ${missing.length > 0 ? `${count(missing.length, 'thing')} in the configuration is missing.` : ''}`,
      body: [
        titleLine('exo is here'),
        line(
          'It sets up certificate-based authentication for Exchange Online in customer tenants, on every MID server, for ServiceNow Security Operations. It works for members of ',
          { text: organisation, bold: true },
          ' only.',
        ),
        ...commands.slice(0, 3).map((command) => exampleLine(command, false)),
        line('Requesters ask for a run, another person who is approver decides about it, viewers look.'),
        ...firstOf(missing, budget.items, (sentence_) =>
          line({ text: '⚠ Missing: ', bold: true, color: 'Warning' }, { text: sentence_, longest: budget.text }),
        ),
      ],
    }),
  );
}

/** What to type, with the mention where it is needed. */
export function typed(command: string, personal: boolean): string {
  return personal || command.startsWith('@') ? command : `@exo ${command}`;
}

function exampleLine({ example, summary }: HelpCommand, personal: boolean): CardElement {
  return row2(typed(example, personal), summary);
}

function usageLine({ usage, summary, example }: HelpCommand, personal: boolean, budget: CardBudget): CardElement {
  const eg = usage === example || budget.items < 12 ? '' : ` For example: ${typed(example, personal)}`;
  return row2(typed(usage, personal), `${summary}.${eg}`);
}

function row2(command: string, text: string): CardElement {
  return line({ text: command, bold: true }, '  ', text);
}

function rolesText(roles: readonly RoleName[]): string {
  return roles.length === 0
    ? 'You have no role here yet: ask an administrator of exo for one.'
    : `Your role here: ${listOf(roles, 'and')}.`;
}
