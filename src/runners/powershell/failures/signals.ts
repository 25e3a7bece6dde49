import type { ErrorReport } from '../shell/document.ts';

/**
 * What an error says in codes and names, one a line, the same in every language of Windows: `hresult 80090016`,
 * `web NameResolutionFailure`, `http 407`, `socket 11001`, `type System.TimeoutException`, `missing New-ServicePrincipal`,
 * `id UnauthorizedAccess`.
 */
export function signalsOf({ errorId, target, causes }: ErrorReport): string {
  const lines = causes.flatMap(({ type, hresult, web, http, socket }) => [
    `type ${type}`,
    `hresult ${hresult}`,
    ...(web ? [`web ${web}`] : []),
    ...(http ? [`http ${http}`] : []),
    ...(socket ? [`socket ${socket}`] : []),
  ]);
  const notFound = errorId.startsWith('CommandNotFoundException');
  return [...lines, `id ${errorId}`, ...(notFound ? [`missing ${target}`] : [])].join('\n');
}
