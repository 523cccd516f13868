/** The OpenAPI document in docs/api, for tests: its routes, and whether an answer is what it says. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  $ref?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  schema: Schema;
}

interface Content {
  content?: Record<string, { schema: Schema }>;
}

export interface Operation {
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content & { $ref?: string }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Content> };
}

const file = new URL('../../../../../docs/api/openapi.json', import.meta.url);
export const document = JSON.parse(readFileSync(file, 'utf8')) as Document;

/** `GET /api/…` → what is said of it. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  ),
);

/** Of a body or of an answer that refers to a named schema. */
export function resolved(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : (document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
}

// A field that nobody described would be no fault of a schema that is left open.
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(closed(document) as object, 'document');

/** What in an answer is not as the document has it; null: nothing. `status`: as in the document. */
export function faultsOf(route: string, status: string, body: unknown): string | null {
  const [method = '', path = ''] = route.split(' ');
  const response = operations.get(route)?.responses[status];
  const where =
    response?.$ref?.slice(1) ?? `/paths/${escaped(path)}/${method.toLowerCase()}/responses/${escaped(status)}`;
  const validate = ajv.getSchema(`document#${where}/content/application~1json/schema`);
  if (validate === undefined) return `${route} has no answer ${status}`;
  return validate(body) === true ? null : ajv.errorsText(validate.errors, { separator: '\n' });
}

function escaped(text: string): string {
  return encodeURI(text.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closed(part)]));
  const isOpen =
    typeof copy['properties'] === 'object' && copy['type'] === 'object' && !('additionalProperties' in copy);
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}
