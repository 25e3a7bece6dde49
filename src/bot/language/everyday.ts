import { VERSION } from '../../process/version.ts';
import { bestMatch } from './nearest.ts';

/** Words that people try and that are no commands. */
export interface Everyday {
  readonly words: readonly string[];
  /** One line: what to do instead. */
  readonly text: string;
  /** The command that it stands for. */
  readonly command?: string;
  /** Whether what was typed after the word belongs to that command too. */
  readonly keeps?: boolean;
  /** Whether it would take something away: then no command that sets something up is offered for it. */
  readonly takesAway?: boolean;
}

const EVERYDAY: readonly Everyday[] = [
  {
    words: ['list', 'tenants', 'overview', 'dashboard', 'customers'],
    text: 'All tenants and what needs you: @exo status.',
    command: 'status',
  },
  {
    words: ['show', 'state', 'info', 'progress', 'details'],
    text: 'How a tenant or a run is doing: @exo status <tenant or run>.',
    command: 'status',
    keeps: true,
  },
  {
    words: ['runs', 'jobs', 'tasks', 'queue', 'pending', 'approvals'],
    text: 'Runs that work or wait for somebody: @exo status.',
    command: 'status',
  },
  { words: ['version', 'about', 'ping'], text: `This is exo ${VERSION}. What you can do: @exo help.` },
  {
    words: ['approve', 'approved', 'confirm'],
    text: 'Approve with the button on the approval card: it shows what you decide about. Which runs wait: @exo status.',
  },
  {
    words: ['decline', 'reject', 'deny'],
    text: 'Decline with the button on the approval card: it shows what you decide about. Which runs wait: @exo status.',
  },
  {
    words: ['stop', 'abort', 'kill', 'end'],
    text: 'To stop a run: @exo cancel <run>.',
    command: 'cancel',
    keeps: true,
  },
  {
    words: ['start', 'begin', 'add', 'setup', 'create', 'connect', 'register', 'enable'],
    text: 'To set a tenant up: @exo onboard <tenant>. To let the runners of a MID server in: @exo runner add <server>.',
    command: 'onboard',
    keeps: true,
  },
  {
    words: ['rerun', 'redo', 'restart', 'again', 'repeat', 'continue'],
    text: 'To try again what stopped in a run: @exo retry <run>.',
    command: 'retry',
    keeps: true,
  },
  {
    words: ['renew', 'rotation', 'renewal'],
    text: 'A certificate is renewed by itself in time. To do it now: @exo rotate <tenant>.',
    command: 'rotate',
    keeps: true,
  },
  {
    words: ['certificate', 'certificates', 'cert', 'thumbprint', 'expiry', 'expires'],
    text: 'The certificate of a tenant and when it expires: @exo status <tenant>.',
    command: 'status',
    keeps: true,
  },
  {
    words: ['history', 'log', 'logs', 'audit', 'journal'],
    text: 'What happened in a run is under Details on its card: @exo status <run>.',
    command: 'status',
    keeps: true,
  },
  {
    words: ['login', 'logon', 'signin', 'sign-in', 'auth'],
    text: 'You need not sign in here. An approval that needs your sign-in has "Sign in and approve" on its card.',
  },
  {
    words: ['settings', 'setting', 'config', 'configure', 'configuration', 'set'],
    text: 'Tenants, roles and MID servers are set in exo.config.yaml. Ask whoever runs exo to change it.',
  },
  {
    words: ['servers', 'server', 'mid', 'mids', 'workers'],
    text: 'The MID servers and their runners: @exo runners.',
    command: 'runners',
  },
  {
    words: ['who', 'whoami', 'rights', 'role', 'roles', 'permissions'],
    text: 'Your role and what you can do here: @exo help. Roles are given in exo.config.yaml.',
    command: 'help',
  },
  {
    words: ['off-board', 'unboard', 'deboard', 'outboard', 'deprovision', 'disconnect', 'revoke'],
    text: 'To offboard a tenant: @exo offboard <tenant>. To stop its sign-ins at once: @exo suspend <tenant>.',
    takesAway: true,
  },
  {
    words: ['delete', 'remove', 'uninstall', 'purge', 'drop', 'destroy', 'erase', 'clean', 'cleanup'],
    text: 'To offboard a tenant: @exo offboard <tenant>. To stop a run: @exo cancel <run>. To remove a MID server: @exo runner remove <server>.',
    takesAway: true,
  },
  {
    words: ['undo', 'revert', 'rollback'],
    text: 'exo does not undo a run. What it did is on its card: @exo status <run>. To stop one: @exo cancel <run>.',
    takesAway: true,
  },
  {
    words: ['pause', 'hold', 'block', 'freeze', 'disable'],
    text: 'To stop all sign-ins of a tenant at once: @exo suspend <tenant>. To stop a run: @exo cancel <run>.',
    takesAway: true,
  },
  {
    words: ['unsuspend', 'unblock', 'unfreeze', 'reactivate'],
    text: 'To undo suspend: @exo resume <tenant>.',
    command: 'resume',
    keeps: true,
  },
];

/** What to say to an everyday word; undefined for any other. */
export function findEveryday(word: string): Everyday | undefined {
  return EVERYDAY.find(({ words }) => words.includes(word));
}

/** Too many words are one letter away from a short one. */
const SHORTEST_GUESSED = 5;

/**
 * The everyday word that was meant, where it is nearer than any command. Between the two, what takes something away is
 * never taken for its opposite.
 */
export function guessEveryday(typed: string, commands: readonly string[]): Everyday | undefined {
  const words = EVERYDAY.flatMap((each) => each.words).filter(({ length }) => length >= SHORTEST_GUESSED);
  const word = bestMatch(typed, words);
  const command = bestMatch(typed, commands);
  const found = word && findEveryday(word.candidate);
  if (!word || !found || !command) return found;
  return word.score < command.score || (word.score === command.score && found.takesAway) ? found : undefined;
}
