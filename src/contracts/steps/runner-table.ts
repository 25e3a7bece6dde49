import * as runner from './runner.ts';
import { connectStep, elevatedStep } from './traits.ts';

/** The steps that a runner executes on a MID server. */
export const RUNNER_STEPS = {
  'check-server': elevatedStep(runner.checkServer, {
    doing: ['checking'],
    lines: ['MID servers'],
    wrote: false,
    remains: [],
    privileged: false,
    inOwnStore: true,
  }),
  'create-certificate': elevatedStep(runner.createCertificate, {
    doing: ['making the certificate on'],
    lines: ['Certificate'],
    wrote: ({ created }) => created,
    remains: ['certificate'],
    privileged: false,
    inOwnStore: true,
  }),
  'share-certificate': elevatedStep(runner.shareCertificate, {
    doing: ['sealing the certificate for'],
    lines: ['Certificate'],
    wrote: false,
    remains: [],
    privileged: true,
    inOwnStore: true,
  }),
  'import-certificate': elevatedStep(runner.importCertificate, {
    doing: ['importing the certificate on'],
    lines: ['Certificate'],
    wrote: ({ imported }) => imported,
    remains: ['certificate'],
    privileged: false,
    inOwnStore: true,
  }),
  'grant-key-access': elevatedStep(runner.grantKeyAccess, {
    doing: ['giving the MID service access to the key on'],
    lines: ['Certificate'],
    wrote: ({ changed }) => changed,
    remains: [],
    privileged: false,
    inOwnStore: false,
  }),
  'erase-certificate': elevatedStep(runner.eraseCertificate, {
    doing: ['erasing certificates on'],
    lines: ['Old certificate', 'Private keys'],
    wrote: ({ erased }) => erased.length > 0,
    remains: [],
    privileged: 'follows',
    inOwnStore: true,
  }),
  'register-in-exchange': connectStep(runner.registerInExchange, {
    doing: ['registering', 'the application in Exchange'],
    lines: ['Exchange'],
    wrote: ({ created }) => created,
    remains: ['service principal'],
    privileged: false,
  }),
  'remove-from-exchange': connectStep(runner.removeFromExchange, {
    doing: ['removing', 'the application from Exchange'],
    lines: ['Exchange'],
    wrote: ({ removed }) => removed,
    remains: [],
    privileged: true,
  }),
  'verify-connection': connectStep(runner.verifyConnection, {
    doing: ['proving the connection of'],
    lines: ['Proof'],
    wrote: false,
    remains: [],
    privileged: false,
  }),
};
