/**
 * What a span says, in the words of a run. Conventions differ in where they put it (LangSmith's,
 * OpenTelemetry's GenAI, OpenInference, OpenLLMetry, the Vercel AI SDK): each is a row of a table,
 * asked in order, and the first that says something is heard.
 */
import { SpanStatusCode, type Attributes, type AttributeValue } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { isObject } from '../wire/json.js';
import type { RunType } from '../wire/record.js';
import { parseJson, readInputs, readOutputs } from './span-payloads.js';

export interface SpanValues {
  name: string;
  run_type: RunType;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  metadata: Record<string, unknown>;
  tags: string[];
  /** What no other field of a run has a place for. */
  extra: Record<string, unknown>;
  error: string | undefined;
  events: { name: string; time: string; kwargs?: Record<string, unknown> }[];
  project: string | undefined;
  reference_example_id: string | undefined;
}

type Types = Readonly<Record<string, RunType>>;

const RUN_TYPES: Types = {
  llm: 'llm',
  chain: 'chain',
  tool: 'tool',
  retriever: 'retriever',
  embedding: 'embedding',
  prompt: 'prompt',
  parser: 'parser',
};
const OPERATIONS: Types = {
  chat: 'llm',
  completion: 'llm',
  text_completion: 'llm',
  generate_content: 'llm',
  embedding: 'embedding',
  embeddings: 'embedding',
  execute_tool: 'tool',
  retrieval: 'retriever',
};
const KINDS: Types = { tool: 'tool', llm: 'llm', retriever: 'retriever', embedding: 'embedding' };

/** The Vercel AI SDK: the outer spans are chains, the inner ones call the model. */
const VERCEL: Types = {
  'ai.toolcall': 'tool',
  'ai.generatetext.dogenerate': 'llm',
  'ai.streamtext.dostream': 'llm',
  'ai.generateobject.dogenerate': 'llm',
  'ai.streamobject.dostream': 'llm',
  'ai.embed.doembed': 'embedding',
  'ai.embedmany.doembed': 'embedding',
};

/** The first attribute that is there decides; a value that its row does not know is a chain. */
const TYPE_ROWS: readonly [attribute: string, types: Types, otherwise: RunType][] = [
  ['langsmith.span.kind', RUN_TYPES, 'chain'],
  ['gen_ai.operation.name', OPERATIONS, 'chain'],
  ['llm.request.type', { embedding: 'embedding' }, 'llm'],
  ['openinference.span.kind', KINDS, 'chain'],
  ['traceloop.span.kind', KINDS, 'chain'],
  ['ai.operationId', VERCEL, 'chain'],
];

const PROVIDER = ['gen_ai.provider.name', 'gen_ai.system', 'llm.provider', 'llm.system', 'ai.model.provider'];
const MODEL = ['gen_ai.request.model', 'gen_ai.response.model', 'model', 'llm.model_name', 'ai.model.id'];
const PARAMETER =
  /^(gen_ai\.request|llm)\.(model|temperature|top_p|top_k|max_tokens|seed|stop_sequences|\w+_penalty|encoding_formats)$/;
const METADATA = /^(?:langsmith\.metadata|traceloop\.association\.properties|ai\.telemetry\.metadata)\.(.+)$/;
/** Shown in their own fields; the rest of a span's attributes is kept beside them. */
const TOLD = /^(langsmith\.|gen_ai\.|llm\.|traceloop\.|openinference\.span\.kind$|input\.|output\.|ai\.|metadata$)/;

/** Reads a span, at any time of its life. */
export function readSpan(span: ReadableSpan): SpanValues {
  const { attributes } = span;
  const run_type = runTypeOf(attributes);
  return {
    name: nameOf(span),
    run_type,
    inputs: readInputs(span, run_type),
    outputs: readOutputs(span, run_type),
    metadata: metadataOf(span),
    tags: tagsOf(attributes['langsmith.span.tags']),
    extra: extraOf(span),
    error: errorOf(span),
    events: span.events.map(({ name, time: [seconds, nanos], attributes: kwargs }) => ({
      name,
      time: new Date(seconds * 1000 + nanos / 1e6).toISOString(),
      ...(kwargs === undefined ? {} : { kwargs: { ...kwargs } }),
    })),
    project: textAt(attributes, ['langsmith.trace.session_name']),
    reference_example_id: textAt(attributes, ['langsmith.reference_example_id']),
  };
}

function nameOf({ name, attributes }: ReadableSpan): string {
  const said = textAt(attributes, ['langsmith.trace.name', 'traceloop.entity.name']);
  if (said !== undefined) return said;
  const isTool = attributes['openinference.span.kind'] === 'TOOL';
  const tool = textAt(attributes, isTool ? ['tool.name'] : ['ai.toolCall.name']);
  return tool ?? name;
}

function runTypeOf(attributes: Attributes): RunType {
  if (attributes['langsmith.span.kind'] === undefined) {
    if (attributes['gen_ai.tool.name'] !== undefined) return 'tool';
    if (attributes['llm.prompt_template.variables'] !== undefined) return 'prompt';
  }
  for (const [attribute, types, otherwise] of TYPE_ROWS) {
    const value = attributes[attribute];
    if (value === undefined) continue;
    const text = String(value).toLowerCase();
    return (Object.hasOwn(types, text) ? types[text] : undefined) ?? otherwise;
  }
  return 'chain';
}

function metadataOf(span: ReadableSpan): Record<string, unknown> {
  const { attributes, resource } = span;
  const { traceId, spanId } = span.spanContext();
  const metadata: Record<string, unknown> = { OTEL_TRACE_ID: traceId, OTEL_SPAN_ID: spanId };
  const service = resource.attributes['service.name'];
  // What OpenTelemetry puts there where nobody has named the service.
  if (typeof service === 'string' && !service.startsWith('unknown_service')) metadata['service_name'] = service;
  const said = parseJson(attributes['metadata']);
  if (isObject(said)) Object.assign(metadata, said);
  for (const [key, value] of Object.entries(attributes)) {
    const name = METADATA.exec(key)?.[1];
    if (name !== undefined) metadata[name] = value;
  }
  const provider = textAt(attributes, PROVIDER);
  const model = textAt(attributes, MODEL);
  if (provider !== undefined) metadata['ls_provider'] = provider;
  if (model !== undefined) metadata['ls_model_name'] = model;
  return metadata;
}

function extraOf({ attributes, kind, instrumentationScope }: ReadableSpan): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(attributes)) {
    const name = PARAMETER.exec(key)?.[2];
    if (name !== undefined) params[name] = value;
    else if (!TOLD.test(key)) rest[key] = value;
  }
  const more = parseJson(attributes['llm.invocation_parameters']);
  if (isObject(more)) Object.assign(params, more);
  const tools = parseJson(attributes['tools'] ?? attributes['gen_ai.tool.definitions']);
  if (tools !== undefined) params['tools'] = tools;
  const tool = attributes['gen_ai.tool.name'];
  if (tool !== undefined) params['tool_name'] = tool;
  return {
    ...(Object.keys(params).length === 0 ? {} : { invocation_params: params }),
    otel: { scope: instrumentationScope?.name, kind, attributes: rest },
  };
}

/** An exception that was noted and then overcome says so by its status. */
function errorOf({ status, events }: ReadableSpan): string | undefined {
  const { code, message } = status;
  if (code === SpanStatusCode.OK) return undefined;
  const noted = events.find(({ name }) => name === 'exception')?.attributes ?? {};
  const { 'exception.message': said, 'exception.type': type, 'exception.stacktrace': stack } = noted;
  if (said === undefined && type === undefined) return code === SpanStatusCode.ERROR ? message || 'error' : undefined;
  const head = [type, said].filter((part) => part !== undefined && part !== '').join(': ');
  return typeof stack === 'string' && stack !== '' ? `${head}\n\nStacktrace:\n${stack}` : head;
}

function tagsOf(value: AttributeValue | undefined): string[] {
  const tags = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split(',') : [];
  return tags.map((tag) => tag.trim()).filter((tag) => tag !== '');
}

function textAt(attributes: Attributes, names: readonly string[]): string | undefined {
  const values = names.map((name) => attributes[name]);
  return values.find((value) => typeof value === 'string' && value !== '') as string | undefined;
}
