/** Reads the routes out of the types that describe them (packages/server/src/http/reference/app-routes.ts says how). */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { errorTable, type ErrorCode } from '../../packages/server/src/errors.js';
import { SchemaMaker, type Schema } from './schemas.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const http = `${root}packages/server/src/http/`;

/** A part of the API: an interface of routes below one address. */
export interface Part {
  title: string;
  /** What is before each address. */
  prefix: string;
  /** The same routes are there too. */
  alsoAt: string[];
  file: string;
  name: string;
  page: string;
}

export const PARTS: readonly Part[] = [
  {
    title: "Tracenest's own API",
    prefix: '/api/app',
    alsoAt: [],
    file: `${http}reference/app-routes.ts`,
    name: 'AppRoutes',
    page: 'app.md',
  },
  {
    title: "LangSmith's API, version 1",
    prefix: '/api/v1',
    alsoAt: ['', '/api'],
    file: `${http}langsmith/reference-v1.ts`,
    name: 'LangsmithRoutes',
    page: 'langsmith-v1.md',
  },
  {
    title: "LangSmith's API, version 2",
    prefix: '/api/v2',
    alsoAt: ['/v2'],
    file: `${http}langsmith/reference-v2.ts`,
    name: 'LangsmithV2Routes',
    page: 'langsmith-v2.md',
  },
  {
    title: 'The server',
    prefix: '',
    alsoAt: [],
    file: `${http}reference/server-routes.ts`,
    name: 'ServerRoutes',
    page: 'server.md',
  },
];

/** A field of the query part of an address, or of an address itself. */
export interface Parameter {
  name: string;
  isRequired: boolean;
  schema: Schema;
}

export interface Route {
  part: Part;
  method: string;
  /** Whole, with names in braces. */
  path: string;
  summary: string;
  details: string;
  query: Parameter[];
  body: Schema | null;
  bodyMedia: string;
  status: number;
  answer: Schema | null;
  /** Another kind of answer than JSON. */
  also: string | null;
  errors: ErrorCode[];
  /** It may be asked without the key of the server. */
  isOpen: boolean;
}

export interface Reference {
  routes: Route[];
  schemas: Map<string, Schema>;
}

/** All parts. Throws where a type says something that a reference cannot. */
export function readReference(): Reference {
  const configFile = `${root}packages/server/tsconfig.json`;
  const { config } = ts.readConfigFile(configFile, ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(configFile));
  const live = `${root}packages/sdk/src/wire/api.ts`;
  const program = ts.createProgram([...PARTS.map(({ file }) => file), live], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const maker = new SchemaMaker(checker);
  const typeNamed = (file: string, name: string): ts.Type => {
    const source = program.getSourceFile(file);
    const exported = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    const found = exported === undefined ? [] : checker.getExportsOfModule(exported);
    const symbol = found.find((one) => one.name === name);
    if (symbol === undefined) throw new Error(`${file} has no ${name}.`);
    return checker.getDeclaredTypeOfSymbol(symbol);
  };
  const routes = PARTS.flatMap((part) =>
    checker
      .getPropertiesOfType(typeNamed(part.file, part.name))
      .map((symbol) => readRoute(part, symbol, checker, maker)),
  );
  // What no route answers: errors of our own API, and what goes over the WebSocket.
  for (const name of ['ErrorAnswer', 'LiveWatch', 'LiveChange']) maker.of(typeNamed(live, name));
  return { routes, schemas: maker.named };
}

const known = new Set(['query', 'body', 'bodyMedia', 'status', 'answer', 'also', 'errors', 'open']);

function readRoute(part: Part, symbol: ts.Symbol, checker: ts.TypeChecker, maker: SchemaMaker): Route {
  const [method = '', below = ''] = symbol.name.split(' ');
  const type = checker.getTypeOfSymbol(symbol);
  const parts = new Map(checker.getPropertiesOfType(type).map((one) => [one.name, checker.getTypeOfSymbol(one)]));
  for (const name of parts.keys()) if (!known.has(name)) throw new Error(`${symbol.name} says ${name}: what is that?`);
  const comment = maker.comment(symbol);
  if (comment === '') throw new Error(`${symbol.name} has no comment to describe it.`);
  const [summary = '', ...details] = comment.split('\n\n');
  const schemaOf = (name: string): Schema | null => {
    const found = parts.get(name);
    return found === undefined ? null : maker.of(found);
  };
  const literals = (name: string): (string | number)[] => {
    const found = parts.get(name);
    if (found === undefined) return [];
    return (found.isUnion() ? found.types : [found]).map(
      (one) => (one as ts.StringLiteralType | ts.NumberLiteralType).value,
    );
  };
  return {
    part,
    method,
    path: part.prefix + below,
    summary: plain(summary),
    details: details.map(plain).join('\n\n'),
    query: parametersOf(schemaOf('query'), maker),
    body: schemaOf('body'),
    bodyMedia: textOf(literals('bodyMedia')) ?? 'application/json',
    status: Number(literals('status')[0] ?? 200),
    answer: schemaOf('answer'),
    also: textOf(literals('also')),
    errors: literals('errors').map((code) => {
      if (typeof code === 'string' && Object.hasOwn(errorTable, code)) return code as ErrorCode;
      throw new Error(`${symbol.name}: there is no error ${code}.`);
    }),
    isOpen: parts.has('open'),
  };
}

function textOf([value]: readonly (string | number)[]): string | null {
  return typeof value === 'string' ? value : null;
}

function parametersOf(query: Schema | null, maker: SchemaMaker): Parameter[] {
  const name = query?.$ref?.split('/').at(-1);
  const { properties = {}, required = [] } = (name === undefined ? query : maker.named.get(name)) ?? {};
  return Object.entries(properties).map(([field, schema]) => ({
    name: field,
    isRequired: required.includes(field),
    schema,
  }));
}

/** Lines of a comment are one paragraph. */
function plain(text: string): string {
  return text.replaceAll(/\s*\n\s*/gu, ' ').trim();
}
