import { honest, type SeenJob, startPuppet } from '../../attacker/puppet.ts';
import { takeRunner } from '../../attacker/taken-runner.ts';
import type { Area } from '../../attempt.ts';

/** A runner that was taken over signs what it was not asked, or lets others sign. */
export const runnerSigns: Area = {
  name: 'runner signs',
  async prepare(world) {
    const taken = await takeRunner(world);
    const { puppet, says, checks, done } = taken;
    const other = await startPuppet(world, 'mid7-elevated');
    return {
      attempts: [
        says(
          'a result that another runner signed',
          async (asked) =>
            asked.do === 'check-server'
              ? { raw: await other.signed(asked, { output: honest(asked) }, { iss: 'runner:mid9-elevated' }) }
              : undefined,
          (_, run) => done(run),
        ),
        says(
          'a result for another job',
          async (asked) =>
            asked.do === 'check-server'
              ? { raw: await puppet.signed(asked, { output: honest(asked) }, { jti: 'plain1-1.check-server@mid1.1' }) }
              : undefined,
          (_, run) => done(run),
        ),
        says(
          'a result that answers another request',
          async (asked) =>
            asked.do === 'check-server'
              ? { raw: await puppet.signed(asked, { output: honest(asked) }, { req: 'x' }) }
              : undefined,
          (_, run) => done(run),
        ),
        says(
          'a result for somebody else than the orchestrator',
          async (asked) =>
            asked.do === 'check-server'
              ? { raw: await puppet.signed(asked, { output: honest(asked) }, { aud: 'cloud' }) }
              : undefined,
          (_, run) => done(run),
        ),
        says(
          'a result in the name of the cloud worker',
          async (asked) =>
            asked.do === 'check-server'
              ? { raw: await puppet.signed(asked, { output: honest(asked) }, { iss: 'cloud' }) }
              : undefined,
          (_, run) => done(run),
        ),
        says(
          'an unsigned result',
          checks({ raw: `${b64({ alg: 'none', typ: 'exo-result+jwt' })}.${b64({ outcome: { status: 'done' } })}.` }),
          (_, run) => done(run),
        ),
        says(
          'a result of another step',
          (asked: SeenJob) =>
            asked.do === 'check-server' ? { output: { granted: ['x'], alreadyGranted: [] } } : undefined,
          (_, run) => done(run),
        ),
      ],
      async control() {
        await taken.control();
        await other[Symbol.asyncDispose]();
      },
    };
  },
};

function b64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
