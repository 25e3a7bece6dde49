import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long, the longest first: the end of a run waits for none of them. */
const SLOW = [
  'simulation/simulation',
  'e2e/change-keys',
  'e2e/recovery',
  'e2e/go-live',
  'e2e/upgrade',
  'engine/hostile-runner',
  'e2e/change-secrets',
  'powershell/install-runner',
  'e2e/headless',
  'security/planted-secrets',
  'e2e/browser',
  'e2e/backup',
  'engine/replaced-primary',
  'engine/server-groups',
  'checks/broken-set-ups',
  'engine/offboard',
  'engine/rotate',
  'powershell/values',
  'e2e/attacks',
  'readiness/readiness',
  'engine/suspension',
  'bot/lost-cards',
  'e2e/link-mode',
  'engine/killed-runner',
  'infra/runner-bundle',
  'runners/mid-servers',
  'bot/delivery',
  'bot/consent',
  'bot/refused-answer',
];

/** The order of the test files in a fresh clone, where nothing is known of earlier runs. */
export default class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = SLOW.findIndex((each) => moduleId.endsWith(`/${each}.test.ts`));
      return at < 0 ? SLOW.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
