/**
 * Traces to look at: written down as nested calls, sent as the records that a client would send.
 * For tests of the page and for screenshots; what programs really send is tested elsewhere.
 */
import { randomUUID } from 'node:crypto';
import type { Json, RunRecord } from 'tracenest/wire';

export interface Call {
  name: string;
  type?: string;
  /** From the beginning of the trace. */
  startMs?: number;
  /** Null: still running. */
  lengthMs?: number | null;
  inputs?: Json;
  outputs?: Json;
  error?: string;
  tags?: string[];
  metadata?: Record<string, Json>;
  /** The run itself is not sent, only what is below it. */
  lost?: boolean;
  calls?: Call[];
}

export interface SentTrace {
  traceId: string;
  /** Id of the first run with this name. */
  idOf(name: string): string;
}

/** Sends a trace that began `agoMs` before now. */
export async function sendTrace(
  serverUrl: string,
  project: string,
  root: Call,
  agoMs = 20_000,
  headers: Record<string, string> = {},
): Promise<SentTrace> {
  const records = recordsOf(root, project, Date.now() - agoMs);
  // No batch is larger than what a server takes at once.
  for (let from = 0; from < records.length; from += 5000) {
    const answer = await fetch(`${serverUrl}/runs/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ post: records.slice(from, from + 5000), patch: [] }),
    });
    if (!answer.ok) throw new Error(`POST /runs/batch: ${answer.status} ${await answer.text()}`);
  }
  return {
    traceId: records[0]?.trace_id ?? '',
    idOf: (name) => records.find((record) => record.name === name)?.id ?? '',
  };
}

/** Sends runs of which nothing can be taken: their ids are none. */
export async function sendRefused(serverUrl: string, project: string, count = 2): Promise<void> {
  const post = Array.from({ length: count }, (_, index) => ({
    id: `not-an-id-${index}`,
    name: 'refused',
    run_type: 'chain',
    session_name: project,
  }));
  await fetch(`${serverUrl}/runs/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ post, patch: [] }),
  });
}

function recordsOf(root: Call, project: string, beganMs: number): RunRecord[] {
  const traceId = randomUUID();
  const records: RunRecord[] = [];
  const open: { call: Call; id: string; parent: RunRecord | null }[] = [{ call: root, id: traceId, parent: null }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { call, id, parent } = next;
    const startMs = beganMs + (call.startMs ?? 0);
    const lengthMs = call.lengthMs === undefined ? 10 : call.lengthMs;
    const segment = `${new Date(startMs).toISOString().replace(/[-:.Z]/g, '')}000Z${id}`;
    const record: RunRecord = {
      op: 'create',
      id,
      trace_id: traceId,
      ...(parent && { parent_run_id: parent.id }),
      dotted_order: parent ? `${parent.dotted_order}.${segment}` : segment,
      name: call.name,
      run_type: call.type ?? 'chain',
      start_time: new Date(startMs).toISOString(),
      ...(lengthMs !== null && { end_time: new Date(startMs + lengthMs).toISOString() }),
      inputs: call.inputs ?? {},
      ...(call.outputs !== undefined && { outputs: call.outputs }),
      ...(call.error !== undefined && { error: call.error }),
      tags: call.tags ?? [],
      extra: { metadata: call.metadata ?? {}, runtime: { sdk: 'langsmith-js', sdk_version: '0.10.5' } },
      session_name: project,
    };
    if (!call.lost) records.push(record);
    for (const child of (call.calls ?? []).toReversed()) open.push({ call: child, id: randomUUID(), parent: record });
  }
  return records;
}

/** A trace of an agent with models, tools, a retriever, an error and (by default) everything ended. */
export const agentTrace: Call = {
  name: 'refund for order 4711',
  lengthMs: 4210,
  inputs: { messages: [{ role: 'user', content: 'Where is my refund for order 4711?' }] },
  outputs: { messages: [{ role: 'assistant', content: 'It was sent on 3 November and arrives within five days.' }] },
  tags: ['production'],
  metadata: { thread_id: 'c-81', release: '2026.11.2' },
  calls: [
    {
      name: 'plan',
      startMs: 4,
      lengthMs: 2100,
      calls: [
        {
          name: 'ChatOpenAI',
          type: 'llm',
          startMs: 12,
          lengthMs: 1910,
          inputs: {
            messages: [
              { role: 'system', content: 'You are a refund assistant. Answer in one sentence.' },
              { role: 'user', content: 'Where is my refund for order 4711?' },
            ],
          },
          outputs: {
            message: {
              role: 'assistant',
              content: 'I will look the order up.',
              tool_calls: [{ name: 'lookup_order', args: { order: '4711' } }],
            },
            usage_metadata: { input_tokens: 3102, output_tokens: 412, total_tokens: 3514 },
          },
          metadata: { ls_provider: 'openai', ls_model_name: 'gpt-5' },
        },
      ],
    },
    {
      name: 'lookup_order',
      type: 'tool',
      startMs: 2120,
      lengthMs: 610,
      inputs: { order: '4711' },
      outputs: { status: 'returned', on: '2026-11-03' },
      calls: [
        {
          name: 'find_order',
          type: 'retriever',
          startMs: 2140,
          lengthMs: 580,
          inputs: { query: 'order 4711' },
          outputs: { documents: [] },
        },
      ],
    },
    {
      name: 'notify',
      type: 'tool',
      startMs: 2740,
      lengthMs: 120,
      inputs: { channel: 'mail', to: 'c-81' },
      error: [
        'MailError: The mail server refused the recipient.',
        '    at send (/app/src/mail.ts:41:11)',
        '    at async notify (/app/src/tools.ts:17:3)',
        '  [cause]: Error: 550 5.1.1 mailbox unavailable',
        '    at Socket.onData (/app/src/smtp.ts:88:15)',
      ].join('\n'),
    },
    {
      name: 'answer',
      startMs: 2880,
      lengthMs: 1300,
      calls: [
        {
          name: 'ChatOpenAI',
          type: 'llm',
          startMs: 2900,
          lengthMs: 1260,
          outputs: {
            message: { role: 'assistant', content: 'It was sent on 3 November.' },
            usage_metadata: { input_tokens: 3590, output_tokens: 96, total_tokens: 3686 },
          },
          metadata: { ls_provider: 'openai', ls_model_name: 'gpt-5' },
        },
        { name: 'StrOutputParser', type: 'parser', startMs: 4161, lengthMs: 3 },
      ],
    },
  ],
};

/** {@link agentTrace} with another answer, another state and a call more. */
export const changedAgent: Call = {
  ...agentTrace,
  lengthMs: 3100,
  outputs: { messages: [{ role: 'assistant', content: 'It was sent on 5 November and arrives within two days.' }] },
  metadata: { thread_id: 'c-81', release: '2026.11.3' },
  calls: [{ name: 'check policy', type: 'tool', startMs: 1, lengthMs: 3 }, ...(agentTrace.calls ?? [])],
};

/** One turn of a conversation, which is given the turns before it; the second one fails. */
export function turnTrace(threadId: string, number: number): Call {
  const said = (turn: number): { role: string; content: string }[] => [
    { role: 'user', content: `question ${turn} of ${threadId}` },
    { role: 'assistant', content: `answer ${turn} of ${threadId}` },
  ];
  const history = Array.from({ length: number }, (_, index) => said(index + 1)).flat();
  const inputs = { messages: history.slice(0, -1) };
  const message = history.at(-1) ?? null;
  const isFailed = number === 2;
  return {
    name: 'answer a question',
    lengthMs: number * 300,
    inputs,
    ...(isFailed ? { error: 'Timeout: too slow' } : { outputs: { messages: history } }),
    metadata: { thread_id: threadId },
    calls: [
      {
        name: 'ChatOpenAI',
        type: 'llm',
        startMs: 10,
        lengthMs: number * 300 - 20,
        inputs,
        outputs: { message, usage_metadata: { input_tokens: 100, output_tokens: 20, total_tokens: 120 } },
        metadata: { ls_provider: 'openai', ls_model_name: 'gpt-5' },
      },
    ],
  };
}

/** A root over `width` steps of a few runs each: about four runs a step. */
export function wideTrace(steps: number, name = 'nightly batch'): Call {
  return {
    name,
    lengthMs: steps * 60 + 50,
    inputs: { steps },
    calls: Array.from({ length: steps }, (_, index) => ({
      name: `step ${index}`,
      startMs: index * 60,
      lengthMs: 55,
      calls: [
        { name: 'fetch page', type: 'tool', startMs: index * 60 + 1, lengthMs: 20 },
        { name: 'embed', type: 'embedding', startMs: index * 60 + 22, lengthMs: 8 },
        {
          name: 'ChatOpenAI',
          type: 'llm',
          startMs: index * 60 + 31,
          lengthMs: 22,
          outputs: { usage_metadata: { input_tokens: 100 + index, output_tokens: 20, total_tokens: 120 + index } },
        },
      ],
    })),
  };
}

/** A chain of calls, each inside the one before. */
export function deepTrace(depth: number): Call {
  let call: Call = { name: `level ${depth}`, startMs: depth, lengthMs: 5 };
  for (let level = depth - 1; level >= 1; level--) {
    call = { name: `level ${level}`, startMs: level, lengthMs: 5 + 2 * (depth - level), calls: [call] };
  }
  return call;
}

/** Runs that have begun and not ended. */
export const runningTrace: Call = {
  name: 'write a report',
  lengthMs: null,
  inputs: { topic: 'tides' },
  calls: [
    { name: 'search', type: 'retriever', startMs: 5, lengthMs: 800, outputs: { documents: [] } },
    {
      name: 'draft',
      startMs: 820,
      lengthMs: null,
      calls: [
        {
          name: 'ChatOpenAI',
          type: 'llm',
          startMs: 830,
          lengthMs: null,
          inputs: { messages: [{ role: 'user', content: 'Write about tides.' }] },
        },
      ],
    },
  ],
};

/** A run whose parent never arrived. */
export const gapTrace: Call = {
  name: 'import catalogue',
  lengthMs: 900,
  calls: [
    { name: 'read file', type: 'tool', startMs: 10, lengthMs: 90 },
    {
      name: 'worker',
      lost: true,
      startMs: 120,
      lengthMs: 700,
      calls: [
        { name: 'parse rows', startMs: 130, lengthMs: 400 },
        { name: 'store rows', type: 'tool', startMs: 540, lengthMs: 200 },
      ],
    },
  ],
};

const script = '<script>document.title="owned";alert("owned")</script>';
const image = '<img src=x onerror="alert(\'owned\')"><svg onload=alert(1)>';

/** Text that would run, link, or break the layout if it were taken for anything but text. */
export const hostileTrace: Call = {
  name: `${script}${image}`,
  lengthMs: 100,
  inputs: {
    [script]: image,
    link: 'javascript:alert(document.domain)',
    markdown: '[click](javascript:alert(1)) ![x](https://tracker.example/pixel.png)',
    ['__proto__']: { polluted: true },
    constructor: { prototype: { polluted: true } },
  },
  outputs: {
    html: `${script}${image}`,
    style: '</style><style>*{display:none}</style>',
    template: '{{constructor.constructor("alert(1)")()}}',
  },
  error: `${script} Error: ${image}\n    at ${script} (javascript:alert(1))`,
  tags: [script, image],
  metadata: { [image]: script, url: 'javascript:alert(1)' },
  calls: [
    { name: 'x'.repeat(10_000), startMs: 5 },
    { name: 'שלום عالم right to left', startMs: 20, inputs: { text: 'مرحبا بالعالم' } },
    { name: '👩‍👩‍👧‍👦 emoji \u0000 control \u001b[31m red \n newline', startMs: 40 },
    { name: 'root (not received) · llm · error', type: script, startMs: 60 },
  ],
};
