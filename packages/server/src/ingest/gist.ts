/**
 * The little of a record's payload that decides about its skeleton, what it cost, and whether it was
 * split off (Gist in store/rows.ts): cut so that merging gists gives what merging the records gives.
 * What is reported in several spellings is kept in one of those that the reader knows.
 */
import { mergeRecords, usageOf, usageReportOf } from 'tracenest/wire';
import type { Json, RunRecord, StatedCost, TokenKinds, UsageReport } from 'tracenest/wire';
import type { Gist } from '../store/rows.js';
import { isObject, saysSomething, textOf } from './values.js';

const maxTextLength = 200;
const threadKeys = ['thread_id', 'session_id', 'conversation_id'];
const runtimeKeys = ['sdk', 'sdk_version', 'runtime', 'runtime_version', 'platform', 'library'];

/** `isRoot`: the record names no parent; only then it is kept where the program ran. */
export function gistOf(record: RunRecord, isRoot: boolean): Gist {
  const gist: Gist = {};
  if (saysSomething(record.outputs)) gist.outputs = outputsGist(record.outputs);
  const metadata = metadataGist(record.extra?.metadata, isRoot);
  if (metadata !== null) gist.metadata = metadata;
  const invoked = record.extra?.['invocation_params'];
  // Empty ones replace those of the record before.
  if (typeof invoked === 'object' && invoked !== null)
    gist.invocation = textsOf(invoked, ['model', 'model_name']) ?? {};
  const runtime = isRoot ? textsOf(record.extra?.runtime, runtimeKeys) : null;
  if (runtime !== null) gist.runtime = runtime;
  if (record.events && record.events.length > 0) {
    const { id, op, events } = record;
    const { first_token_time } = mergeRecords([{ record: { id, op, events }, received: 0 }]);
    gist.events = { count: events.length, first_token_time };
  }
  return gist;
}

/** Never empty: empty outputs would say nothing. Keeps apart what ranks before and after metadata. */
function outputsGist(outputs: Json): Record<string, Json> {
  const gist: Record<string, Json> = { said: true };
  if (!isObject(outputs)) return gist;
  const { usage_metadata, ...others } = outputs;
  const first = usageGist({ outputs: { usage_metadata: usage_metadata ?? null } }, usageKeys);
  if (first !== null) gist['usage_metadata'] = first;
  const last = usageGist({ outputs: others }, modelKeys);
  if (last !== null) gist['llmOutput'] = { tokenUsage: last };
  // A report of no tokens, for what is said of the model beside them.
  const said = usageReportOf({ outputs: { ...others, usage_metadata: { input_tokens: 0 } } });
  if (said !== null && said.model !== null) gist['model'] = said.model;
  if (said !== null && said.call_id !== null) gist['id'] = said.call_id;
  return gist;
}

function metadataGist(metadata: Record<string, Json> | undefined, isRoot: boolean): Record<string, Json> | null {
  if (!isObject(metadata)) return null;
  const gist: Record<string, Json> =
    textsOf(metadata, ['ls_model_name', 'ls_provider', ...(isRoot ? threadKeys : [])]) ?? {};
  if (Object.hasOwn(metadata, 'usage_metadata')) {
    const said = metadata['usage_metadata'] ?? null;
    gist['usage_metadata'] = usageGist({ extra: { metadata: { usage_metadata: said } } }, usageKeys);
  }
  if (Object.hasOwn(metadata, 'service_name')) gist['service_name'] = textOf(metadata['service_name']);
  return Object.keys(gist).length === 0 ? null : gist;
}

const usageKeys = ['input_tokens', 'output_tokens', 'total_tokens'] as const;
const modelKeys = ['promptTokens', 'completionTokens', 'totalTokens'] as const;

/** What is reported, in the one spelling; null if it is nothing. */
function usageGist(
  record: Pick<RunRecord, 'outputs' | 'extra'>,
  [prompt, completion, total]: typeof usageKeys | typeof modelKeys,
): Record<string, Json> | null {
  const counts = usageOf(record);
  const report = usageReportOf(record);
  if (report === null) return null;
  const found =
    counts === null ? {} : { [prompt]: counts.prompt, [completion]: counts.completion, [total]: counts.total };
  return { ...found, ...detailsOf(report), ...costsOf(report.cost) };
}

function detailsOf({ tokens, tier }: UsageReport): Record<string, Json> {
  const { input, output } = byName(tokens);
  if (tier !== null) input[tier] = 1;
  return {
    ...(Object.keys(input).length === 0 ? {} : { input_token_details: input }),
    ...(Object.keys(output).length === 0 ? {} : { output_token_details: output }),
  };
}

/** What is told by kind, under the names that clients give the kinds. */
function byName(kinds: Readonly<Partial<TokenKinds>>): Record<'input' | 'output', Record<string, Json>> {
  const input = countsOf(kinds, {
    cache_read: 'cache_read',
    ephemeral_1h_input_tokens: 'cache_write_1h',
    audio: 'audio_in',
    image: 'image_in',
  });
  // What was written to the cache is told in all, and by how long it is kept.
  const { cache_write = 0, cache_write_1h = 0 } = kinds;
  if (cache_write > 0) input['cache_creation'] = cache_write + cache_write_1h;
  return { input, output: countsOf(kinds, { reasoning: 'reasoning', audio: 'audio_out', image: 'image_out' }) };
}

function countsOf(
  tokens: Readonly<Partial<TokenKinds>>,
  keys: Readonly<Record<string, keyof TokenKinds>>,
): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, kind]) => ((tokens[kind] ?? 0) > 0 ? [[key, tokens[kind] ?? 0]] : [])),
  );
}

function costsOf(cost: StatedCost | null): Record<string, Json> {
  const said = {
    input_cost: cost?.prompt ?? null,
    output_cost: cost?.completion ?? null,
    total_cost: cost?.total ?? null,
  };
  const { input, output } = byName(cost?.kinds ?? {});
  return {
    ...Object.fromEntries(Object.entries(said).flatMap(([key, nano]) => (nano === null ? [] : [[key, nano / 1e9]]))),
    ...(Object.keys(input).length === 0 ? {} : { input_cost_details: inDollars(input) }),
    ...(Object.keys(output).length === 0 ? {} : { output_cost_details: inDollars(output) }),
  };
}

function inDollars(nano: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(Object.entries(nano).map(([key, value]) => [key, Number(value) / 1e9]));
}

/** Texts under the given keys, as far as they are there; a key that is there with something else says so. */
function textsOf(value: unknown, keys: readonly string[]): Record<string, Json> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fields = value as Record<string, Json>;
  const found: Record<string, Json> = {};
  for (const key of keys) {
    if (!Object.hasOwn(fields, key)) continue;
    const text = fields[key];
    // A longer one is no name of a model: it is not read in the whole record either.
    found[key] = typeof text === 'string' && text.length <= maxTextLength ? textOf(text) : null;
  }
  return Object.keys(found).length === 0 ? null : found;
}
