import type { Command } from '../chat/chat.ts';
import type { IntakeJob } from './intake.ts';

/** A command from the queue, on its way to an answer. */
export interface TakenCommand {
  readonly id: string;
  readonly command: Command;
  readonly data: IntakeJob;
  save(data: IntakeJob): Promise<IntakeJob>;
  /** Whether it was tried often enough, so that a failure must be told now. */
  readonly last: boolean;
}

/** The command failed, and whoever asked was told: only then is it not tried again. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

/** What is done with a command. The queue knows no more of commands than this. */
export interface CommandRunner {
  /** @throws GivenUp */
  run(taken: TakenCommand): Promise<void>;
  /** @param takenAt milliseconds since 1970; 0: an earlier release took it */
  sayTooOld(taken: TakenCommand, takenAt: number): Promise<void>;
}
