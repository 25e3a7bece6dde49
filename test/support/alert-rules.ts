import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const Rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
});

/** The alerts as Prometheus gets them. */
export function readAlerts(): { alert: string; expr: string }[] {
  const path = join(import.meta.dirname, '..', '..', 'infra', 'monitoring', 'alerts.yml');
  return Rules.parse(parse(readFileSync(path, 'utf8'))).groups.flatMap(({ rules }) => rules);
}

export type Sample = { readonly name: string; readonly labels: ReadonlyMap<string, string>; readonly value: number };

/** What a process answers to `/metrics`. */
export function readSamples(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (!name) return [];
    const pairs = [...labels.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, key = '', each = '']) => [key, each] as const);
    return [{ name, labels: new Map(pairs), value: Number(value) }];
  });
}

const EXPRESSION = /^((?:increase|delta)\()?([a-z_]+)(?:\{(.*?)\})?(?:\[\d+m\]\))? (==|>|<) (\d+)$/;

/**
 * Whether an alert fires, for the little of PromQL that our rules use: one metric, its labels, `increase` and `delta`, a comparison.
 * @param before samples at the beginning of the interval
 */
export function fires(expr: string, samples: readonly Sample[], before: readonly Sample[]): boolean {
  const [, change, name, selector = '', operator, limit] = EXPRESSION.exec(expr) ?? [];
  if (!name) throw new Error(`This expression is not understood: ${expr}`);
  const wanted = [...selector.matchAll(/([a-z_]+)="([^"]*)"/g)];
  return samples
    .filter((each) => each.name === name && wanted.every(([, key = '', value]) => each.labels.get(key) === value))
    .some((each) => {
      const value = change ? each.value - (before.find((old) => sameSeries(old, each))?.value ?? 0) : each.value;
      if (operator === '==') return value === Number(limit);
      return operator === '>' ? value > Number(limit) : value < Number(limit);
    });
}

function sameSeries(a: Sample, b: Sample): boolean {
  return (
    a.name === b.name &&
    a.labels.size === b.labels.size &&
    [...a.labels].every(([key, value]) => b.labels.get(key) === value)
  );
}
