import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { z } from 'zod';

/** Microsoft Graph as far as this product uses it, as one OpenAPI document for each version. */
const SLICES = {
  'v1.0': new URL('../../graph-slice.json', import.meta.url),
  beta: new URL('../../graph-beta-slice.json', import.meta.url),
} as const;
export type GraphVersion = keyof typeof SLICES;

const Json = z.record(z.string(), z.unknown());
const Content = z.object({ 'application/json': z.object({ schema: Json }) });
const Operation = z.object({
  operationId: z.string(),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: Json }))
    .default([]),
  requestBody: z.object({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(z.string(), z.union([z.object({ $ref: z.string() }), z.object({ content: Content.optional() })])),
  'x-ms-permissions': z
    .object({ least: z.array(z.string()), also: z.array(z.string()), alsoRequires: z.array(z.string()).optional() })
    .default({ least: [], also: [] }),
});
const Slice = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.looseObject({ properties: Json.optional() })) }),
});

type Permissions = z.infer<typeof Operation>['x-ms-permissions'];

export interface ContractOperation {
  readonly id: string;
  readonly permissions: Permissions;
  /** Names of the properties that `$select` may name. */
  readonly properties: ReadonlySet<string>;
  readonly typeName: string;
  /** What is wrong with a request; empty when nothing is. */
  checkRequest(query: URLSearchParams, headers: Readonly<Record<string, unknown>>, body: unknown): string[];
  /** What is wrong with an answer of ours. */
  checkAnswer(status: number, body: unknown): string[];
}

export interface Contract {
  /** The operation of a method and a decoded path after the version, with the values of its path parameters. */
  match(method: string, path: string): { operation: ContractOperation; params: Record<string, string> } | undefined;
}

const loaded = new Map<GraphVersion, Contract>();

/** The contract of a version, read once per process. */
export function graphContract(version: GraphVersion): Contract {
  const contract = loaded.get(version) ?? loadContract(version);
  loaded.set(version, contract);
  return contract;
}

/** Reads the contract; a schema is compiled when it is first needed. */
function loadContract(version: GraphVersion): Contract {
  const slice = Slice.parse(JSON.parse(readFileSync(SLICES[version], 'utf8')));
  // Each schema checks a handful of bodies: the time goes into compiling it, not into running it.
  const quickToCompile = { inlineRefs: false, code: { optimize: false } };
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false, ...quickToCompile });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'graph', components: slice.components });
  const routes = Object.entries(slice.paths)
    .flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        ...pathPattern(template),
        operation: contractOperation(operation, slice, ajv),
      })),
    )
    // The path with fewer parameters is the more exact one.
    .toSorted((a, b) => a.names.length - b.names.length);
  return {
    match: (method, path) => {
      for (const route of routes) {
        const found = route.method === method ? route.pattern.exec(path) : null;
        if (!found) continue;
        const params = Object.fromEntries(route.names.map((name, index) => [name, found[index + 1] ?? '']));
        return { operation: route.operation, params };
      }
      return undefined;
    },
  };
}

function pathPattern(template: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const source = template.replaceAll(/'\{([^}]+)\}'|\{([^}]+)\}|[$().]/g, (token, quoted?: string, plain?: string) => {
    const name = quoted ?? plain;
    if (name === undefined) return `\\${token}`;
    names.push(name);
    return quoted === undefined ? "([^/()']+)" : "'([^']+)'";
  });
  return { pattern: new RegExp(`^${source}$`), names };
}

function contractOperation(
  operation: z.infer<typeof Operation>,
  slice: z.infer<typeof Slice>,
  ajv: Ajv,
): ContractOperation {
  const compiled = new Map<string, ValidateFunction>();
  const problems = (schema: object, value: unknown, where: string): string[] => {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"graph#/components/');
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text));
    compiled.set(text, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${where}${instancePath} ${message ?? 'is wrong'} ${JSON.stringify(params)}`,
    );
  };
  const typeName = answeredType(operation);
  return {
    id: operation.operationId,
    permissions: operation['x-ms-permissions'],
    typeName,
    properties: new Set(Object.keys(slice.components.schemas[typeName]?.properties ?? {})),
    checkRequest: (query, headers, body) => [
      ...checkParameters(operation.parameters, query, headers, problems),
      ...checkBody(operation.requestBody, body, problems),
    ],
    checkAnswer: (status, body) => {
      const response = operation.responses[String(status)] ?? operation.responses[`${Math.floor(status / 100)}XX`];
      if (!response) return [`status ${status} is not among ${Object.keys(operation.responses).join(', ')}`];
      if ('$ref' in response) {
        return problems({ $ref: '#/components/schemas/microsoft.graph.ODataErrors.ODataError' }, body, 'answer');
      }
      if (!response.content) return body === undefined ? [] : [`status ${status} has no body`];
      return problems(response.content['application/json'].schema, body, 'answer');
    },
  };
}

type Problems = (schema: object, value: unknown, where: string) => string[];

function checkParameters(
  parameters: z.infer<typeof Operation>['parameters'],
  query: URLSearchParams,
  headers: Readonly<Record<string, unknown>>,
  problems: Problems,
): string[] {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const unknown = [...query.keys()].filter((name) => !known.some((parameter) => parameter.name === name));
  const inQuery = known.flatMap(({ name, schema }) => {
    const value = query.get(name);
    return value === null ? [] : problems(schema, typed(value, schema['type']), `query ${name}`);
  });
  const inHeaders = parameters
    .filter((parameter) => parameter.in === 'header')
    .flatMap(({ name, schema }) => {
      const value = headers[name.toLowerCase()];
      return value === undefined ? [] : problems(schema, value, `header ${name}`);
    });
  return [...unknown.map((name) => `query ${name} is not known here`), ...inQuery, ...inHeaders];
}

function checkBody(requestBody: z.infer<typeof Operation>['requestBody'], body: unknown, problems: Problems): string[] {
  if (!requestBody) return body === undefined ? [] : ['this operation has no body'];
  if (body === undefined) return requestBody.required ? ['the body is missing'] : [];
  return problems(requestBody.content['application/json'].schema, body, 'body');
}

function typed(value: string, type: unknown): unknown {
  if (type === 'integer') return Number(value);
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return value;
}

/** Name of the schema that a successful answer holds, one or many of it. */
function answeredType(operation: z.infer<typeof Operation>): string {
  const response = operation.responses['200'] ?? operation.responses['201'];
  const found = /#\/components\/schemas\/([^"]+)"/.exec(JSON.stringify(response ?? {}));
  return found?.[1] ?? '';
}
