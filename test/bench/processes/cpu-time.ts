/** Says at the end how much processor time the process took: that does not depend on who else works on the machine. */
export function sayProcessorTime(): void {
  process.once('SIGTERM', () => {
    const { user, system } = process.cpuUsage();
    process.stdout.write(`cpu ${Math.round((user + system) / 1000)}\n`, () => process.exit(0));
  });
  process.on('SIGUSR2', () => {
    const { user, system } = process.cpuUsage();
    process.stdout.write(`cpu ${Math.round((user + system) / 1000)}\n`);
  });
}

/** The last milliseconds that a log tells. */
export function readProcessorTime(log: string): number {
  return Number([...log.matchAll(/^cpu (\d+)$/gm)].at(-1)?.[1] ?? 0);
}
