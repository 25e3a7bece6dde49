import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long, the longest first: the end of a run waits for none of them. */
const SLOW = [
  'simulation/simulation',
  'e2e/recovery',
  'e2e/change-keys',
  'engine/hostile-runner',
  'engine/replaced-primary',
  'engine/server-groups',
  'security/planted-secrets',
  'engine/killed-runner',
  'e2e/browser',
  'e2e/headless',
  'powershell/install-runner',
  'process/refused-at-start',
  'bot/delivery',
  'e2e/attacks',
  'bot/late-click',
  'runners/mid-servers',
  'infra/runner-bundle',
  'readiness/readiness',
  'checks/broken-set-ups',
  'e2e/link-mode',
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
