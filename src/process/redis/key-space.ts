/**
 * What the bot's Redis user may do with a part of the key space. The jobs process may do everything, a runner's user
 * reaches only its own part.
 * `append`: put something at the end of a list, and not take it away. `note`: add a field to a hash, and read it.
 */
export type BotAccess = 'all' | 'read' | 'append' | 'note' | 'none';

/**
 * The first part of every key of ours behind the namespace, and what the bot may do there. A runner cannot have such a
 * name: its Redis user would reach the keys. A test finds keys that do not stand here.
 */
export const KEY_SPACE: Readonly<Record<string, BotAccess>> = {
  // Runs, and what bot and jobs commit with them.
  run: 'all',
  journal: 'all',
  group: 'all',
  groups: 'all',
  open: 'all',
  begun: 'all',
  counter: 'all',
  outbox: 'all',
  deadlines: 'all',
  'under-way': 'all',
  dirty: 'all',
  notices: 'all',
  board: 'all',
  onboarded: 'all',
  tenants: 'all',
  // Jobs begins what is due; the bot lists it.
  due: 'read',
  'due-begun': 'none',
  suspended: 'all',
  // Jobs looks at the tenants; the bot notes what people accept, and takes nothing back.
  watched: 'none',
  accepted: 'note',
  servers: 'all',
  inflight: 'none',
  wake: 'none',
  // Chat.
  bot: 'all',
  chat: 'all',
  people: 'all',
  welcomed: 'all',
  redraw: 'all',
  drawing: 'all',
  writing: 'all',
  unsettled: 'all',
  slot: 'all',
  'service-urls': 'all',
  consent: 'all',
  // Runners: the bot asks, jobs decides.
  enrolling: 'all',
  requests: 'append',
  answer: 'read',
  runners: 'read',
  // What must stay as it was written.
  audit: 'append',
  'audit-head': 'read',
  'audit-claim': 'none',
  // How bot and jobs are.
  processes: 'note',
  // A note is taken back when its record can be read again.
  quarantine: 'all',
  // The queue of the worker that writes in customer tenants.
  cloud: 'none',
};

/** Our keys in the part of a runner or a queue, by their last part; all others there are BullMQ's. */
export const RUNNER_KEYS: Readonly<Record<string, readonly string[]>> = {
  /** What a runner asks to be accepted with: the bot reads it and removes it. */
  enrolment: ['get', 'exists', 'strlen', 'del', 'unlink'],
  heartbeat: ['get', 'mget', 'exists', 'strlen'],
  'server-report': [],
  announcement: [],
  cancelled: [],
  engine: [],
};

/** Names that no runner may have. */
export function isReservedName(name: string): boolean {
  return Object.hasOwn(KEY_SPACE, name);
}
