import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
/** Types count too: whoever reads one file of a circle must read them all. */
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g;

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** What each file imports, by paths from the root of the project. */
function readImports(folder: string): Graph {
  const files = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
  return new Map(
    files.map((file) => {
      const found = readFileSync(join(ROOT, file), 'utf8').matchAll(IMPORT);
      return [file, new Set([...found].map(([, path = '']) => normalize(join(dirname(file), path))))] as const;
    }),
  );
}

/** The same between what lies directly in a folder: its files and its folders. */
function within(folder: string, imports: Graph): Graph {
  const graph = new Map<string, Set<string>>();
  const childOf = (file: string) => file.slice(folder.length + 1).split('/')[0] ?? '';
  for (const [file, imported] of imports) {
    if (!file.startsWith(`${folder}/`)) continue;
    const others = [...imported].filter((each) => each.startsWith(`${folder}/`)).map(childOf);
    const own = graph.get(childOf(file)) ?? new Set();
    graph.set(childOf(file), own);
    for (const other of others) if (other !== childOf(file)) own.add(other);
  }
  return graph;
}

/** One circle, as `a > b > a`; undefined when there is none. */
function circleOf(graph: Graph): string | undefined {
  const safe = new Set<string>();
  function walk(node: string, path: readonly string[]): string | undefined {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node].join(' > ');
    if (safe.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const found = walk(next, [...path, node]);
      if (found) return found;
    }
    safe.add(node);
    return undefined;
  }
  for (const node of graph.keys()) {
    const found = walk(node, []);
    if (found) return found;
  }
  return undefined;
}

describe.each(['src', 'demo'])('%s', (root) => {
  const imports = readImports(root);
  const folders = [...imports.keys()].flatMap((file) => {
    const parts = dirname(file).split('/');
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });

  test('has no folder in which files or folders import one another in a circle', () => {
    const circles = [...new Set(folders)].flatMap((folder) => {
      const circle = circleOf(within(folder, imports));
      return circle ? [`${folder}: ${circle}`] : [];
    });

    expect(circles).toEqual([]);
  });
});
