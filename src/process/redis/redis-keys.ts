/** Names of our keys in Redis. All carry one hash tag, so that they live on one shard of a cluster. */
export interface RedisKeys {
  /** Prefix of BullMQ's keys. */
  readonly prefix: string;
  run(id: string): string;
  journal(id: string): string;
  /** Runs for several tenants that were asked for together. */
  group(id: string): string;
  /** Messages that show a run in chat. */
  chat(id: string): string;
  /** The open onboarding of a tenant. */
  open(tenantId: string): string;
  /** The run that a command began, or met. */
  begun(command: string): string;
  counter(label: string): string;
  readonly outbox: string;
  readonly inflight: string;
  readonly deadlines: string;
  /** Runs that are not over. */
  readonly underWay: string;
  /** Groups that have something left to do. */
  readonly groups: string;
  /** Channel on which commits name the runs that they changed. */
  readonly wake: string;
  /** How bot and jobs are, by what each says of itself. */
  readonly processes: string;
  /**
   * Runs whose cards may differ from the run; later, at a moment; and because a write may still arrive late. What the marks
   * mean together stands in src/bot/delivery/redraw-queue.ts.
   */
  readonly redrawNow: string;
  readonly redrawLater: string;
  readonly unsettled: string;
  readonly notices: string;
  readonly board: string;
  readonly onboarded: string;
  /** Index of the rows, in plain text (src/runs/tenant-index): tenants in the order in which they are listed. */
  readonly tenantsOrder: string;
  /** What the place of each tenant there is made of. */
  readonly tenantsPlaces: string;
  /** Tenants by label and by domain. */
  readonly tenantsNames: string;
  /** Tenants by the end of their certificate. */
  readonly tenantsExpiry: string;
  /** There when the index was complete once. */
  readonly tenantsComplete: string;
  /** What happens by itself, by its moment: rotations, and the daily looks at the tenants. */
  readonly due: string;
  /** Rotations that began by themselves within the last day. */
  readonly dueBegun: string;
  /** Tenants that exo has suspended. */
  readonly suspended: string;
  /** What the daily look at each tenant knows from one day to the next. */
  readonly watched: string;
  /** Changes in tenants that somebody accepted for a while. */
  readonly accepted: string;
  /** What the last check of each MID server found. */
  readonly servers: string;
  readonly runners: string;
  /** Tokens that were given out and not used yet. */
  readonly enrolling: string;
  /** Entries that could not be read and were set aside. */
  readonly quarantine: string;
  /** Requests about runners, signed by the bot, for the orchestrator. */
  readonly requests: string;
  /** What became of a request. */
  answer(request: string): string;
  /** Entries on their way to the audit log. */
  readonly audit: string;
  /** Newest signed head of each process's audit file. */
  readonly auditHead: string;
  /** Which process writes the audit log just now. */
  readonly auditClaim: string;
  enrolment(runner: string): string;
  /** Where a runner is told of the orchestrator's next key. */
  announcement(runner: string): string;
  heartbeat(runner: string): string;
  /** What a runner last found on its MID server, signed by it. */
  serverReport(runner: string): string;
  cancelled(queue: string): string;
  /** Which BullMQ the jobs process has, told to this runner. */
  engine(runner: string): string;
}

/** @param namespace `EXO_NAMESPACE`, e.g. `ops` */
export function createRedisKeys(namespace: string): RedisKeys {
  const prefix = `{${namespace}}`;
  return {
    prefix,
    run: (id) => `${prefix}:run:${id}`,
    journal: (id) => `${prefix}:journal:${id}`,
    group: (id) => `${prefix}:group:${id}`,
    chat: (id) => `${prefix}:chat:${id}`,
    open: (tenantId) => `${prefix}:open:${tenantId}`,
    begun: (command) => `${prefix}:begun:${command}`,
    counter: (label) => `${prefix}:counter:${label}`,
    outbox: `${prefix}:outbox`,
    inflight: `${prefix}:inflight`,
    deadlines: `${prefix}:deadlines`,
    underWay: `${prefix}:under-way`,
    groups: `${prefix}:groups`,
    wake: `${prefix}:wake`,
    processes: `${prefix}:processes`,
    // The names in Redis are those of the first release: the one before must find the marks too.
    redrawNow: `${prefix}:dirty`,
    redrawLater: `${prefix}:redraw`,
    unsettled: `${prefix}:unsettled`,
    notices: `${prefix}:notices`,
    board: `${prefix}:board`,
    onboarded: `${prefix}:onboarded`,
    tenantsOrder: `${prefix}:tenants:order`,
    tenantsPlaces: `${prefix}:tenants:places`,
    tenantsNames: `${prefix}:tenants:names`,
    tenantsExpiry: `${prefix}:tenants:expiry`,
    tenantsComplete: `${prefix}:tenants:complete`,
    due: `${prefix}:due`,
    dueBegun: `${prefix}:due-begun`,
    suspended: `${prefix}:suspended`,
    watched: `${prefix}:watched`,
    accepted: `${prefix}:accepted`,
    servers: `${prefix}:servers`,
    runners: `${prefix}:runners`,
    enrolling: `${prefix}:enrolling`,
    quarantine: `${prefix}:quarantine`,
    requests: `${prefix}:requests`,
    answer: (request) => `${prefix}:answer:${request}`,
    audit: `${prefix}:audit`,
    auditHead: `${prefix}:audit-head`,
    auditClaim: `${prefix}:audit-claim`,
    // Inside the runner's own part of the key space: the only keys that its Redis user may touch.
    enrolment: (runner) => `${prefix}:${runner}:enrolment`,
    announcement: (runner) => `${prefix}:${runner}:announcement`,
    heartbeat: (runner) => `${prefix}:${runner}:heartbeat`,
    serverReport: (runner) => `${prefix}:${runner}:server-report`,
    cancelled: (queue) => `${prefix}:${queue}:cancelled`,
    engine: (runner) => `${prefix}:${runner}:engine`,
  };
}
