/** The reference as an OpenAPI 3.1 document. */
import { errorTable } from '../../packages/server/src/errors.js';
import { NAMED, type Schema } from './schemas.js';
import type { Reference, Route } from './routes.js';

type Document = Record<string, unknown>;

/** All routes, at the first of their prefixes. */
export function openapiOf({ routes, schemas }: Reference): Document {
  const paths: Record<string, Document> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tracenest',
      version: '1',
      description:
        "Tracing for LLM applications. Routes below /api/v1 also answer at / and /api, those below /api/v2 at /v2, because LangSmith's clients put these into their endpoint.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost:1984' }],
    security: [{ key: [] }, { bearer: [] }, {}],
    tags: [...new Set(routes.map(({ part }) => part.title))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: { ...Object.fromEntries([...schemas].toSorted(byName)), ...errorSchemas },
      responses: {
        AppError: errorResponse('AppError'),
        Error: errorResponse('Error'),
        Problem: errorResponse('Problem'),
      },
    },
  };
}

/** The three shapes of an error (packages/server/src/http/answers.ts). */
const errorSchemas: Record<string, Schema> = {
  AppError: { $ref: `${NAMED}ErrorAnswer` },
  Error: {
    type: 'object',
    properties: {
      error: { type: 'string' },
      detail: { type: 'string', description: 'The same sentence.' },
      code: { enum: Object.keys(errorTable) },
      remedy: { type: 'string' },
      details: {
        type: 'array',
        items: { $ref: `${NAMED}Rejected` },
        description: 'Of no-run-taken: what could not be taken.',
      },
    },
    required: ['error', 'detail', 'code', 'remedy'],
  },
  Problem: {
    type: 'object',
    properties: {
      type: { const: 'about:blank' },
      title: { enum: Object.keys(errorTable) },
      status: { type: 'number' },
      detail: { type: 'string' },
      instance: { type: 'string' },
      remedy: { type: 'string' },
    },
    required: ['type', 'title', 'status', 'detail', 'instance', 'remedy'],
  },
};

function errorResponse(name: string): Document {
  return {
    description: 'What is wrong, and what to do.',
    content: { 'application/json': { schema: { $ref: NAMED + name } } },
  };
}

function operationOf(route: Route): Document {
  const codes = route.errors.length === 0 ? '' : `Errors of its own: ${route.errors.join(', ')}.`;
  const description = [route.details, codes].filter((text) => text !== '').join('\n\n');
  return {
    tags: [route.part.title],
    summary: route.summary,
    ...(description === '' ? {} : { description }),
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[/{}_-]+(\w?)/gu, (_, first: string) => first.toUpperCase())}`,
    ...(route.isOpen ? { security: [] } : {}),
    ...withParameters(route),
    ...(route.body === null
      ? {}
      : { requestBody: { required: true, content: { [route.bodyMedia]: { schema: route.body } } } }),
    responses: { ...success(route), default: { $ref: `#/components/responses/${errorName(route)}` } },
  };
}

function withParameters({ path, query }: Route): Document {
  const inPath = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = query.map(({ name, isRequired, schema }) => {
    const { description, ...rest } = schema;
    return {
      name,
      in: 'query',
      required: isRequired,
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
  const parameters = [...inPath, ...inQuery];
  return parameters.length === 0 ? {} : { parameters };
}

function success({ status, answer, also, errors }: Route): Document {
  // A route that only refuses has no success.
  if (status === 200 && answer === null && also === null && errors.length > 0) return {};
  const content = {
    ...(answer === null ? {} : { 'application/json': { schema: answer } }),
    ...(also === null ? {} : { [also]: { schema: { type: 'string' } } }),
  };
  return { [status]: { description: meaning(status), ...(Object.keys(content).length === 0 ? {} : { content }) } };
}

function meaning(status: number): string {
  if (status === 202) return 'Stored: it is on the disk.';
  if (status === 204) return 'Done. There is no body.';
  return status === 302 ? 'It is at the address in Location.' : 'The answer.';
}

function errorName({ part }: Route): string {
  if (part.prefix === '/api/app') return 'AppError';
  return part.prefix === '/api/v2' ? 'Problem' : 'Error';
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
