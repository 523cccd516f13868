/**
 * A trace for reading: what its model calls and tools said, in the order of their begin. Each call is
 * given the whole history anew; here every message stands once, with the run in which it came first.
 */
import { canonicalJson } from 'tracenest/wire';
import type { RunDetail } from './answers.js';
import { conversationOf, pairResults } from './messages/conversation.js';
import type { Conversation, Message, Part, ToolCall, ToolResult } from './messages/conversation-types.js';
import { at, type TraceShape } from './trace-shape.js';

export type Entry = { key: string; run: RunDetail } & (
  | SaidEntry
  /** A tool that no message asked for, or whose call is not told. */
  | { kind: 'tool'; result: ToolResult }
  | { kind: 'failed'; error: string }
  /** Its input and output are no chat, or too large to come along; or it has not answered yet. */
  | { kind: 'unread' | 'large' | 'waiting' }
);

export interface SaidEntry {
  kind: 'said';
  message: Message;
  /** Those of the message that do not stand below their call instead. */
  parts: readonly Part[];
  /** By the call that they answer. */
  results: ReadonlyMap<Part, ToolResult>;
  /** Runs of the tools that it called. */
  toolRuns: readonly RunDetail[];
}

/**
 * The rows that are read: model calls that are not within another one, whose words they repeat, and
 * tools. Indexes, by their begin.
 */
export function readableRows(shape: TraceShape): number[] {
  const readable: number[] = [];
  let innerEnd = 0;
  shape.rows.forEach((row, index) => {
    if (index < innerEnd || row.placeholder !== null) return;
    if (row.run_type === 'llm') innerEnd = at(shape.subtreeEnd, index);
    if (row.run_type === 'llm' || row.run_type === 'tool') readable.push(index);
  });
  const startOf = (index: number): number => {
    const ms = at(shape.startMs, index);
    return Number.isNaN(ms) ? Number.POSITIVE_INFINITY : ms;
  };
  return readable.toSorted((a, b) => {
    const [first, second] = [startOf(a), startOf(b)];
    return first === second ? a - b : first - second;
  });
}

/** @param runs those of {@link readableRows}, from the first on, in their order */
export function entriesOf(runs: readonly RunDetail[]): Entry[] {
  const reader = new Reader();
  for (const run of runs) reader.read(run);
  return reader.entries();
}

/** What a run said, before it is known what later runs answer to it. */
type Told = { run: RunDetail } & ({ message: Message } | { entry: Entry });

class Reader {
  readonly #told: Told[] = [];
  /** How often each message stands in what was told. */
  readonly #said = new Map<string, number>();
  /** Calls of tools whose run has not come yet, and the runs of the others. */
  #openCalls: ToolCall[] = [];
  readonly #ranIn = new Map<Part, RunDetail>();

  read(run: RunDetail): void {
    if (run.run_type === 'tool') return this.#readTool(run);
    const chat = run.large === undefined ? chatOf(run) : null;
    if (run.large !== undefined) this.#note(run, 'large');
    else if (chat === null) this.#note(run, 'unread');
    else this.#readChat(run, chat);
    if (run.error !== null) this.#tell({ kind: 'failed', error: run.error, key: `${run.id} failed`, run });
    else if (run.status === 'pending' && run.outputs === null) this.#note(run, 'waiting');
  }

  #readChat(run: RunDetail, chat: Conversation): void {
    const own = new Map<string, number>();
    for (const message of chat.messages) {
      const key = keyOf(message);
      const count = (own.get(key) ?? 0) + 1;
      own.set(key, count);
      const before = this.#said.get(key) ?? 0;
      // What is answered is new, though it be in the same words.
      if (message.from === 'input' && count <= before) continue;
      this.#said.set(key, before + 1);
      this.#told.push({ run, message });
      for (const part of message.parts) if (part.kind === 'tool-call') this.#openCalls.push(part);
    }
  }

  /** The call with the same input, else the first one of its name. */
  #readTool(run: RunDetail): void {
    const named = this.#openCalls.filter(({ name }) => name === run.name);
    const input = canonicalJson(run.inputs);
    const call = named.find((one) => canonicalJson(one.input) === input) ?? named[0];
    if (call === undefined) {
      this.#tell({ kind: 'tool', result: resultOf(run), key: run.id, run });
      return;
    }
    this.#openCalls = this.#openCalls.filter((one) => one !== call);
    this.#ranIn.set(call, run);
  }

  #note(run: RunDetail, kind: 'unread' | 'large' | 'waiting'): void {
    this.#tell({ kind, key: `${run.id} ${kind}`, run });
  }

  #tell(entry: Entry): void {
    this.#told.push({ run: entry.run, entry });
  }

  entries(): Entry[] {
    const results = new Map(pairResults(this.#told.flatMap((told) => ('message' in told ? [told.message] : []))));
    const paired = new Set<Part>(results.values());
    for (const [call, run] of this.#ranIn) {
      if (!results.has(call) && hasAnswered(run)) results.set(call, resultOf(run));
    }
    return this.#told.flatMap((told, index): Entry[] => {
      if ('entry' in told) return [told.entry];
      const { message, run } = told;
      const parts = message.parts.filter((part) => !paired.has(part));
      if (parts.length === 0 && message.parts.length > 0) return [];
      const toolRuns = parts.flatMap((part) => this.#ranIn.get(part) ?? []);
      return [{ kind: 'said', key: `${run.id} ${index}`, run, message, parts, results, toolRuns }];
    });
  }
}

/** Reading a long history takes time, and the trace changes while it runs. */
const chats = new WeakMap<RunDetail, Conversation | null>();

function chatOf(run: RunDetail): Conversation | null {
  const known = chats.get(run);
  if (known !== undefined) return known;
  const chat = conversationOf(run.inputs, run.outputs);
  chats.set(run, chat);
  return chat;
}

const keys = new WeakMap<Message, string>();

/**
 * The same for a message and its repetition in a later call: programs leave reasoning out of what they
 * hand on, and ids of calls differ from library to library.
 */
function keyOf(message: Message): string {
  const known = keys.get(message);
  if (known !== undefined) return known;
  const said = message.parts.filter((part) => part.kind !== 'reasoning' && !(part.kind === 'text' && part.text === ''));
  const parts = said.map((part) =>
    part.kind === 'tool-call' ? { kind: part.kind, name: part.name, input: part.input } : part,
  );
  const key = canonicalJson([message.role, said.length === 0 ? message.parts : parts]);
  keys.set(message, key);
  return key;
}

function hasAnswered(run: RunDetail): boolean {
  return run.status !== 'pending' || run.outputs !== null || run.error !== null;
}

/** What a tool gave, from its own run. */
function resultOf(run: RunDetail): ToolResult {
  const result = { kind: 'tool-result', callId: null, name: run.name, isError: run.error !== null } as const;
  if (run.error !== null) return { ...result, parts: [{ kind: 'text', text: run.error }] };
  if (run.large?.outputs !== undefined) return { ...result, parts: [{ kind: 'text', text: TOO_LARGE }] };
  if (run.outputs === null) return { ...result, parts: [] };
  const answered = conversationOf(null, run.outputs)?.messages.flatMap(({ parts }) => parts) ?? [];
  const told = answered.find((part) => part.kind === 'tool-result');
  if (told !== undefined) return { ...result, isError: told.isError, parts: told.parts };
  const value = onlyValue(run.outputs);
  return { ...result, parts: [typeof value === 'string' ? { kind: 'text', text: value } : { kind: 'unknown', value }] };
}

const TOO_LARGE = '(more than a million characters: open the run to read them)';

/** Outputs are objects; a tool that returns one value has it as their only field. */
function onlyValue(outputs: RunDetail['outputs']): RunDetail['outputs'] {
  if (typeof outputs !== 'object' || outputs === null || Array.isArray(outputs)) return outputs;
  const [only, ...more] = Object.values(outputs);
  return only === undefined || more.length > 0 ? outputs : only;
}
