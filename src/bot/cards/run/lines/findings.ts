import { outputOf } from '../../../../runs/outputs.ts';
import type { Run } from '../../../../runs/run.ts';
import type { Look } from '../../icons.ts';
import { sentence } from '../../text.ts';

export interface ShownFinding {
  /** The MID server, or `tenant`. */
  readonly where: string;
  readonly look: Extract<Look, 'warning' | 'failed'>;
  readonly text: string;
}

/** What the checks found that somebody should know, the gravest first. */
export function findings(run: Run): ShownFinding[] {
  const tenant = outputOf(run, 'check-tenant')?.warnings ?? [];
  const servers = run.request.servers.flatMap((server) => {
    const found = outputOf(run, 'check-server', server.name)?.findings ?? [];
    return found.flatMap(({ level, message, advice }): ShownFinding[] => {
      if (level === 'ok') return [];
      const look = level === 'blocks' ? 'failed' : 'warning';
      return [{ where: server.name, look, text: `${sentence(message)} ${sentence(advice)}`.trim() }];
    });
  });
  return [
    ...servers.filter(({ look }) => look === 'failed'),
    ...tenant.map((text): ShownFinding => ({ where: 'tenant', look: 'warning', text: sentence(text) })),
    ...servers.filter(({ look }) => look === 'warning'),
  ];
}
