import { type ApprovalSubject, isRemoval, type OtherHolder } from '../../../../contracts/approval/approval.ts';
import type { Adopted } from '../../../../contracts/steps/cloud/onboarding.ts';
import type { Batch } from '../../../../graph/client.ts';
import { keyOf } from '../../../../runs/approval/subject.ts';
import type { Authorization, RequireUnchanged } from '../../../guard/privilege.ts';
import { approvalMissing, subjectChanged } from '../../../guard/refusals.ts';
import { Application, applicationById } from '../application/application.ts';
import { oursOf, requireOurs } from '../application/ownership.ts';
import { ourCertificates, thumbprintOf } from '../certificates/credentials.ts';
import {
  askEnterpriseApplication,
  type EnterpriseApplication,
  requireEnabled,
} from '../enterprise-application/enterprise-application.ts';
import type { Tools } from '../tools.ts';
import { askHoldersOfApplication, askHoldersOfEnterpriseApplication, otherCredentials } from './holders.ts';

export interface Registered {
  readonly applicationId: string;
  readonly servicePrincipalId: string;
  readonly adopted?: Adopted | null | undefined;
}

/** The facts about our application that an approval names, as Entra shows them at this moment. */
export interface Facts {
  readonly application: Application;
  readonly enterprise: EnterpriseApplication;
  /** Whether the bot's own enterprise application is among the owners of the application. */
  readonly isOwner: boolean;
  readonly others: readonly OtherHolder[];
}

/**
 * Adds to a batch what must be known of our application before anything is given to it.
 * @returns a function for after the batch was sent
 * @throws StepFailure `application-not-ours`, `enterprise-application-disabled`; GraphFailure
 */
export function askFacts(batch: Batch, registered: Registered, ourId: string | undefined) {
  const { applicationId, servicePrincipalId, adopted } = registered;
  const application = batch.get(applicationById(applicationId), Application);
  const enterprise = askEnterpriseApplication(batch, servicePrincipalId);
  const ofApplication = askHoldersOfApplication(batch, applicationId, ourId);
  const ofEnterprise = askHoldersOfEnterpriseApplication(batch, servicePrincipalId, ourId);
  return ({ now, ...tools }: Pick<Tools, 'clientId' | 'earlierClientIds' | 'now'>): Facts => {
    const facts = { application: application.value(), enterprise: enterprise.value() };
    requireOurs(facts.application, oursOf({ adopted }, tools));
    requireEnabled(facts.enterprise);
    const { isOurs, others } = ofApplication();
    return {
      ...facts,
      isOwner: isOurs,
      others: [
        ...otherCredentials('application', facts.application, now()),
        ...others,
        ...otherCredentials('enterprise-application', facts.enterprise, now()),
        ...ofEnterprise().others,
      ],
    };
  };
}

/** Compares the facts with what was approved. What is gone since then takes nothing from anybody; what came stops. */
export function unchanged(facts: Facts, now: Date): RequireUnchanged {
  return ({ subject, certificates }) => {
    if (isRemoval(subject)) throw approvalMissing('what was approved is the offboarding of the tenant');
    const changes = changesSince(facts, { subject, certificates }, now);
    if (changes.length > 0) throw subjectChanged(changes);
  };
}

type Granted = Pick<Authorization, 'certificates'> & { readonly subject: ApprovalSubject };

function changesSince({ application, enterprise, others }: Facts, { subject, certificates }: Granted, now: Date) {
  const known = new Set(subject.others.map(keyOf));
  const ours = new Set([...certificates, subject.certificate.thumbprint]);
  const strangers = ourCertificates(application.keyCredentials, now)
    .flatMap((each) => thumbprintOf(each) ?? [])
    .filter((thumbprint) => !ours.has(thumbprint));
  return [
    ...(application.appId === subject.application.appId && enterprise.appId === subject.application.appId
      ? []
      : ['the application is another one']),
    ...(application.createdByAppId === subject.application.createdByAppId
      ? []
      : [`the application was made by ${application.createdByAppId ?? 'nobody knows whom'}`]),
    ...others.filter((each) => !known.has(keyOf(each))).map((each) => `there is now ${each.text}`),
    ...strangers.map((thumbprint) => `there is now a certificate ${thumbprint} with our name`),
  ];
}
