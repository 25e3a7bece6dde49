/** Which server and account this process stands for. */
export interface StandInEnvironment {
  readonly entra: string;
  readonly server: string;
  readonly account: string;
  readonly folder: string;
  readonly delayMs: number;
}

export function readEnvironment(env: Readonly<Record<string, string | undefined>>): StandInEnvironment {
  const read = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`Set ${name} for the stand-in of PowerShell.`);
    return value;
  };
  return {
    entra: read('EXO_STANDIN_URL'),
    server: read('EXO_STANDIN_SERVER'),
    account: read('EXO_STANDIN_ACCOUNT'),
    folder: read('EXO_STANDIN_STATE'),
    delayMs: Number(env['EXO_STANDIN_DELAY_MS'] ?? 0),
  };
}
