import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exoConfigSchema } from '../../scripts/make-schema.ts';
import { loadExoConfig } from '../../src/process/config/load.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const EXAMPLE = join(ROOT, 'exo.config.example.yaml');
const published: unknown = JSON.parse(readFileSync(join(ROOT, 'docs', 'exo.config.schema.json'), 'utf8'));

describe('exo.config.example.yaml', () => {
  test('is a configuration that the processes accept', () => {
    const config = loadExoConfig(EXAMPLE);

    expect(config.roles.approver.length).toBeGreaterThan(0);
    expect(Object.keys(config.tenants)).toContain('contoso');
  });

  test('shows every setting', () => {
    // Every role has holders of the same form; the example shows each form once.
    const general = (setting: string) => setting.replace(/^roles\.\w+\[\]/, 'roles.*[]');
    const shown = new Set([...settingsIn(parse(readFileSync(EXAMPLE, 'utf8')))].map(general));

    const missing = settingsOf(exoConfigSchema()).filter((setting) => !shown.has(general(setting)));

    // They cannot stand beside the default of approval.proof, so the example has them as comments.
    expect(missing).toEqual(['$schema', 'approval.authenticationContext', 'approval.pageUrl']);
    expect(readFileSync(EXAMPLE, 'utf8')).toMatch(/# authenticationContext: c1 /);
    expect(readFileSync(EXAMPLE, 'utf8')).toMatch(/# pageUrl: https:/);
  });

  test('says the defaults of what has one', () => {
    const example = loadExoConfig(EXAMPLE);

    const { approval, application, certificate, exchangeModule, defaults, organisation } = schemaDefaults();
    expect(example).toMatchObject({ approval, application, certificate, exchangeModule });
    expect(example.defaults).toMatchObject({ mode: defaults?.['mode'], cloud: defaults?.['cloud'] });
    expect(example.organisation.cloud).toBe(organisation?.['cloud']);
  });
});

describe('docs/exo.config.schema.json', () => {
  test('is up to date', () => {
    expect(published, 'bring it up to date with: npm run generate').toEqual(exoConfigSchema());
  });

  test('lets an editor accept the example and refuse a setting that does not exist', () => {
    const ajv = new Ajv({ strict: false });
    formats.default(ajv);
    const validate = ajv.compile(exoConfigSchema());
    const example = parse(readFileSync(EXAMPLE, 'utf8'));

    expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...example, approvals: {} })).toBe(false);
  });
});

describe('docs/configuration.md', () => {
  const guide = readFileSync(join(ROOT, 'docs', 'configuration.md'), 'utf8');

  test('explains every setting', () => {
    const names = settingsOf(exoConfigSchema()).map((setting) => setting.split('.').at(-1)?.replace('[]', '') ?? '');

    const missing = names.filter((name) => name !== '$schema' && !new RegExp(`\\b${name}\\b`).test(guide));

    expect(missing).toEqual([]);
  });

  test('explains every environment variable that the processes read', () => {
    const files = [
      'src/process/config/load.ts',
      'src/process/keys/key-rings.ts',
      'src/process/redis/connection.ts',
      'src/graph/sign-in/credential-config.ts',
      'src/bot/config.ts',
      'src/jobs/config.ts',
      'src/runners/config.ts',
    ];
    const variable = /^ {2}([A-Z][A-Z_]{3,}|MicrosoftApp\w+):|env\['(\w+)'\]/gm;
    const read = files.flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(variable)].map(([, field, name]) => field ?? name ?? ''),
    );

    expect(read).toContain('EXO_ORCHESTRATOR_KEY_FILE');
    expect([...new Set(read)].filter((name) => !guide.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly default?: unknown;
}

/** `certificate.days`, `serverGroups.*.servers[].name`: every setting that the schema knows. */
function settingsOf(schema: Schema, path = ''): string[] {
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, each]) => {
    const at = path ? `${path}.${name}` : name;
    return [at, ...settingsOf(each, at)];
  });
  const others =
    typeof schema.additionalProperties === 'object' ? settingsOf(schema.additionalProperties, `${path}.*`) : [];
  const items = schema.items ? settingsOf(schema.items, `${path}[]`) : [];
  return [
    ...new Set([...named, ...others, ...items, ...(schema.anyOf ?? []).flatMap((each) => settingsOf(each, path))]),
  ];
}

const FREE_KEYS = new Set(['serverGroups', 'tenants']);

/** The same names for the settings that a document has. */
function settingsIn(value: unknown, path = ''): Set<string> {
  const found = new Set<string>();
  if (Array.isArray(value)) {
    for (const item of value) for (const each of settingsIn(item, `${path}[]`)) found.add(each);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) {
      const at = FREE_KEYS.has(path) ? `${path}.*` : path ? `${path}.${name}` : name;
      found.add(at);
      for (const deeper of settingsIn(each, at)) found.add(deeper);
    }
  }
  return found;
}

/** Defaults of the settings that stand in a group of their own. */
function schemaDefaults(): Record<string, Record<string, unknown> | undefined> {
  const groups = Object.entries((exoConfigSchema() as Schema).properties ?? {});
  return Object.fromEntries(
    groups.map(([name, group]) => {
      const settings = Object.entries(group.properties ?? {}).filter(([, each]) => each.default !== undefined);
      return [name, Object.fromEntries(settings.map(([setting, each]) => [setting, each.default]))];
    }),
  );
}
