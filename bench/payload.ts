/**
 * Traces for the ingest benchmarks, the same for the same seed: ten runs a trace, 1 to 4 kB each,
 * with the repetition real programs have (one system prompt, few tool names) and words that differ.
 */
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { formatSegment, uuid7 } from 'tracenest/wire';
import type { RunRecord } from 'tracenest/wire';

export const runsPerTrace = 10;

const systemPrompt =
  'You are a refund agent of an online shop. Look the order up before you answer, never promise money that the ' +
  'policy does not allow, and write in the language of the customer. '.repeat(4);
const words = (
  'order parcel refund delayed warehouse invoice customer address payment courier damaged label return policy ' +
  'voucher deadline exchange receipt shipment tracking support urgent morning evening package colour size'
).split(' ');

/** Small and repeatable; quality of the randomness does not matter here. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One trace: a root chain, model calls and tools below it; each run begun and ended in one record. */
export function makeTrace(random: () => number, startMs: number): RunRecord[] {
  const records: RunRecord[] = [];
  for (let index = 0; index < runsPerTrace; index++) {
    const runStartMs = startMs + index * 20;
    const id = uuid7(runStartMs);
    const parent = index === 0 ? undefined : records[index % 3 === 0 ? 0 : index - 1];
    const segment = formatSegment(runStartMs * 1000, id);
    const isModelCall = index % 3 === 1;
    records.push({
      op: 'create',
      id,
      trace_id: records[0]?.id ?? id,
      ...(parent && { parent_run_id: parent.id }),
      dotted_order: parent ? `${parent.dotted_order}.${segment}` : segment,
      name: index === 0 ? 'refund agent' : isModelCall ? 'ChatOpenAI' : `tool ${index % 4}`,
      run_type: index === 0 ? 'chain' : isModelCall ? 'llm' : 'tool',
      start_time: new Date(runStartMs).toISOString(),
      end_time: new Date(runStartMs + 15).toISOString(),
      inputs: {
        messages: [
          { role: 'system', content: systemPrompt },
          { role: 'user', content: text(random, 300) },
        ],
      },
      outputs: {
        messages: [{ role: 'assistant', content: text(random, 1500 * random()) }],
        ...(isModelCall && { usage_metadata: { input_tokens: 800, output_tokens: 120, total_tokens: 920 } }),
      },
      extra: { metadata: { thread_id: `thread ${Math.floor(random() * 1000)}`, ls_model_name: 'gpt-5' } },
      session_name: 'bench',
    });
  }
  return records;
}

/**
 * One large trace: an agent that calls steps, steps that call models and tools; every run is told by
 * a create and, once its steps have ended, an update. In the order in which a client sends them.
 */
export function makeLargeTrace(random: () => number, startMs: number, runs: number): RunRecord[] {
  const all = [...largeTraceRuns(random, startMs, runs)];
  return [...all.map(({ create }) => create), ...all.map(({ update }) => update)];
}

/**
 * The runs of such a trace one after the other, so that one of a million need not be held.
 *
 * @param parentOf index of a run's parent, which comes before it. Default: eight below each.
 */
export function* largeTraceRuns(
  random: () => number,
  startMs: number,
  runs: number,
  parentOf: (index: number) => number = (index) => Math.floor((index - 1) / 8),
): Generator<{ create: RunRecord; update: RunRecord }> {
  const places: { id: string; dotted_order: string }[] = [];
  // Runs with steps end after all of them.
  const hasSteps = new Uint8Array(runs);
  for (let index = 1; index < runs; index++) hasSteps[parentOf(index)] = 1;
  for (let index = 0; index < runs; index++) {
    const runStartMs = startMs + index * 0.25;
    const id = uuid7(runStartMs);
    const parent = index === 0 ? undefined : places[parentOf(index)];
    const segment = formatSegment(Math.round(runStartMs * 1000), id);
    const isModelCall = index % 4 === 1;
    const place = {
      id,
      trace_id: places[0]?.id ?? id,
      ...(parent && { parent_run_id: parent.id }),
      dotted_order: parent ? `${parent.dotted_order}.${segment}` : segment,
    };
    places.push(place);
    const create: RunRecord = {
      op: 'create',
      ...place,
      name: index === 0 ? 'indexing agent' : isModelCall ? 'ChatOpenAI' : `tool ${index % 7}`,
      run_type: index === 0 ? 'chain' : isModelCall ? 'llm' : 'tool',
      start_time: new Date(runStartMs).toISOString(),
      inputs: { question: text(random, 60) },
      extra: { metadata: { ls_model_name: 'gpt-5' }, runtime: { sdk: 'langsmith-js' } },
      session_name: 'bench',
    };
    const update: RunRecord = {
      op: 'update',
      ...place,
      end_time: new Date(hasSteps[index] === 1 ? startMs + runs * 0.25 + 20 : runStartMs + 15).toISOString(),
      outputs: {
        answer: text(random, 60),
        ...(isModelCall && { usage_metadata: { input_tokens: 800, output_tokens: 120, total_tokens: 920 } }),
      },
    };
    yield { create, update };
  }
}

/** Words up to about `length` characters. */
function text(random: () => number, length: number): string {
  let written = '';
  while (written.length < length)
    written += `${words[Math.floor(random() * words.length)]} ${Math.floor(random() * 1e6)} `;
  return written;
}

/** Records as the official clients send them: one gzipped multipart body. `further`: parts by their name, as JSON. */
export function encodeAsClient(
  records: readonly RunRecord[],
  further: Readonly<Record<string, unknown>> = {},
): {
  body: Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
} {
  const boundary = `bench${randomBytes(12).toString('hex')}`;
  const part = (name: string, value: unknown): string => {
    if (value === undefined) return '';
    const json = JSON.stringify(value);
    return (
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n` +
      `Content-Type: application/json; length=${Buffer.byteLength(json)}\r\n\r\n${json}\r\n`
    );
  };
  const parts = records.flatMap(({ op, inputs, outputs, extra, ...main }) => {
    const name = `${op === 'create' ? 'post' : 'patch'}.${main.id}`;
    const fields = { '': main, '.inputs': inputs, '.outputs': outputs, '.extra': extra };
    return Object.entries(fields).map(([suffix, value]) => part(name + suffix, value));
  });
  for (const [name, value] of Object.entries(further)) parts.push(part(name, value));
  return {
    body: new Uint8Array(gzipSync(`${parts.join('')}--${boundary}--\r\n`, { level: 1 })),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-encoding': 'gzip' },
  };
}
