export type { Card, CardElement } from '../chat/card.ts';
export { approvalCard, type OpenGate } from './approval/approval-card.ts';
export { approvalDecidedCard } from './approval/approval-decided-card.ts';
export { type PendingLine, type RunnerLine, type RunnersView, runnersCard } from './enrolment/runners-card.ts';
export type { ServerLine } from './enrolment/server-lines.ts';
export { tokenCard } from './enrolment/token-card.ts';
export { countsText, groupCard } from './group/group-card.ts';
export type { GroupView, MemberLine } from './group/group-view.ts';
export {
  didYouMeanCard,
  hintCard,
  lookupCard,
  noticeCard,
  postedElsewhereCard,
  replacedCard,
  type UnknownTenant,
  unknownTenantCard,
} from './messages/answers.ts';
export { cancelledAllCard } from './messages/cancelled-all.ts';
export {
  type HelpCommand,
  type HelpView,
  helpCard,
  helpCommandCard,
  type WelcomeView,
  welcomeCard,
} from './messages/help-card.ts';
export { refusalText } from './messages/refusal-text.ts';
export { acceptCard } from './run/accept-card.ts';
export type { Reach } from './run/reach.ts';
export { runCard } from './run/run-card.ts';
export { runMessage } from './run/run-messages.ts';
export type { RunView } from './run/view.ts';
export { cardBytes, MAX_CARD_BYTES } from './size.ts';
export { statusCard } from './status/status-card.ts';
export type { StatusView } from './status/status-view.ts';
export { dueCard } from './tenant/due-card.ts';
export { tenantCard } from './tenant/tenant-card.ts';
