/** Ends a rest early. */
export interface Bell {
  ring(): void;
  ringIn(ms: number): void;
  /** Rests until it rings, or for so long. @returns whether it rang, also before the rest began */
  rest(ms: number): Promise<boolean>;
  stop(): void;
}

export function createBell(): Bell {
  const timers = new Set<NodeJS.Timeout>();
  let rung = false;
  let wake: (() => void) | undefined;
  const bell: Bell = {
    ring() {
      rung = true;
      wake?.();
    },
    ringIn(ms) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        bell.ring();
      }, ms);
      timers.add(timer);
    },
    async rest(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      const rang = rung;
      rung = false;
      return rang;
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      bell.ring();
    },
  };
  return bell;
}
