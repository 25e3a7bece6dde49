import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTraces } from '../../../src/process/checks/traces.ts';
import { dueOf } from '../../../src/process/tracing/attempt.ts';
import { spanIds } from '../../../src/process/tracing/ids.ts';
import { readTraces } from '../../../src/process/tracing/settings.ts';
import { startTracing } from '../../../src/process/tracing/start.ts';
import { traced } from '../../../src/process/tracing/traced.ts';
import { startTraceCollector } from '../../support/trace-collector.ts';
import { until } from '../../support/until.ts';

const SRC = join(import.meta.dirname, '..', '..', '..', 'src');

describe('the ids of spans', () => {
  it('follow from the names, so that every process comes to the same tree', () => {
    const run = spanIds('ops', 'contoso-7', { kind: 'run' });
    const attempt = spanIds('ops', 'contoso-7', { kind: 'attempt', job: 'contoso-7.check-tenant.1' });
    const request = spanIds('ops', 'contoso-7', { kind: 'under-attempt', job: 'contoso-7.check-tenant.1' });

    expect(run).toEqual(spanIds('ops', 'contoso-7', { kind: 'run' }));
    expect(attempt).toMatchObject({ trace: run.trace, parent: run.span });
    expect(request).toMatchObject({ trace: run.trace, parent: attempt.span });
    expect(spanIds('staging', 'contoso-7', { kind: 'run' }).trace).not.toBe(run.trace);
    expect(run.parent).toBeUndefined();
  });
});

it('a step has waited since its job was given to the queue and could be taken, whatever a runner writes there', () => {
  expect(dueOf({ timestamp: 1000, opts: { delay: 500 } }, 2000)).toBe(1500);
  expect(dueOf({ timestamp: 9000, opts: {} }, 2000)).toBe(2000);
  expect(dueOf({ timestamp: Number.NaN, opts: {} }, 2000)).toBeUndefined();
});

describe('the settings of traces', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exo-traces-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('send them nowhere unless an address is set', async () => {
    expect(readTraces({})).toBeUndefined();
    expect(await startTracing(undefined, { process: 'bot', namespace: 'ops' }, pino({ level: 'silent' }))).toBe(
      undefined,
    );
  });

  it('complete an address without a path, and read a header a line', () => {
    const file = headersFile('Authorization: Bearer a-secret\nx-scope: exo\n');

    const settings = readTraces({ EXO_TRACES_URL: 'https://collector.example', EXO_TRACES_HEADERS_FILE: file });

    expect(settings?.url.href).toBe('https://collector.example/v1/traces');
    expect(settings?.headers).toEqual({ authorization: 'Bearer a-secret', 'x-scope': 'exo' });
  });

  it('are refused when the header would travel without TLS, and when a line is not a header, which is not repeated', () => {
    const read = (url: string, headers: string) => () =>
      readTraces({ EXO_TRACES_URL: url, EXO_TRACES_HEADERS_FILE: headersFile(headers) });

    expect(read('http://collector.example', 'a: b')).toThrow('leads to collector.example without TLS');
    expect(read('http://127.0.0.1:4318', 'a: b')).not.toThrow();
    expect(read('https://collector.example', 'a: b\nBearer-secret')).toThrow(/^Line 2 of .* is not a header\.$/);
  });

  function headersFile(content: string): string {
    const file = join(folder, 'headers');
    writeFileSync(file, content);
    chmodSync(file, 0o600);
    return file;
  }
});

describe('a process with traces', () => {
  it('sends what it did, under the run that it turned out to be for', async () => {
    await using collector = await startTraceCollector();
    const settings = { url: new URL(collector.url), headers: { authorization: 'Bearer a-secret' } };
    const tracing = await startTracing(settings, { process: 'bot', namespace: 'ops' }, pino({ level: 'silent' }));

    await traced(tracing, Date.now, { name: 'command onboard', attributes: {} }, async () => {
      const scope = tracing?.scope();
      if (scope) scope.run = 'contoso-7';
    });
    await traced(tracing, Date.now, { name: 'command help', attributes: {} }, async () => undefined);
    await tracing?.[Symbol.asyncDispose]();

    const { trace, span: root } = spanIds('ops', 'contoso-7', { kind: 'run' });
    expect(collector.spans).toMatchObject([{ service: 'exo-bot', name: 'command onboard', trace, parent: root }]);
    expect(collector.headers[0]?.authorization).toBe('Bearer a-secret');
  });

  it('works on without its collector, with one line when that begins and one when it is over', async () => {
    await using collector = await startTraceCollector();
    const lines: string[] = [];
    const logger = pino({}, { write: (line: string) => void lines.push(line) });
    const settings = { url: new URL(collector.url), headers: {} };
    const tracing = await startTracing(settings, { process: 'jobs', namespace: 'ops' }, logger);
    const record = () =>
      traced(tracing, Date.now, { name: 'card run', run: 'contoso-7', attributes: {} }, async () => 1);
    const said = (text: string) => lines.filter((line) => line.includes(text));

    collector.answer(400);
    expect(await record()).toBe(1);
    await until(() => said('traces cannot be sent').length > 0 || undefined);
    collector.answer(200);
    await record();
    await until(() => said('traces are sent again').length > 0 || undefined);
    await tracing?.[Symbol.asyncDispose]();

    expect(lines).toHaveLength(3);
    expect(collector.spans).toHaveLength(1);
  });
});

describe('npm run check', () => {
  it('says whether the collector takes traces, and nothing when they are off', async () => {
    const collector = await startTraceCollector();
    const settings = { url: new URL(collector.url), headers: {} };

    expect(await checkTraces(undefined)).toEqual([]);
    expect(await checkTraces(settings)).toMatchObject([{ name: 'traces', state: 'ok' }]);
    collector.answer(401);
    const [refused] = await checkTraces(settings);
    expect(refused).toMatchObject({ state: 'warning' });
    expect(refused?.advice).toContain('EXO_TRACES_HEADERS_FILE');
    await collector[Symbol.asyncDispose]();
    const [away] = await checkTraces(settings);
    expect(away?.says).toContain('cannot be reached: ');
  });
});

it('loads OpenTelemetry in one file, which is imported only when traces are on', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const using = (text: RegExp) => files.filter((name) => text.test(readFileSync(join(SRC, name), 'utf8')));

  expect(using(/from '@opentelemetry/)).toEqual([relative(SRC, join(SRC, 'process/tracing/export-spans.ts'))]);
  expect(using(/from '\.\/export-spans\.ts'|import '.*export-spans/)).toEqual([]);
  expect(using(/await import\('\.\/export-spans\.ts'\)/)).toEqual(['process/tracing/start.ts']);
});
