/**
 * From a call to the end of its run: what goes in, the chunks and the result or the error that
 * come out, through the program's own masks. Ends once. Nothing here throws.
 */
import type { Attachments } from './attachments.js';
import { capture, captureMap, CAPTURE_LIMITS, errorText, isPlainObject } from './capture.js';
import { nowUs } from './clock.js';
import { within } from './context.js';
import { guarded, report } from './diag.js';
import { noteClosed } from './open-runs.js';
import { isRunTreeLike } from './run-like.js';
import type { RunTree } from './run-tree.js';
import type { Json } from './wire/record.js';
import { awaitReader, forgetReader } from './unread.js';
import type { Watcher } from './watcher.js';

type Payload = Record<string, unknown>;

/** What the program wants to have done with what is recorded. */
export interface Masks {
  processInputs?: ((inputs: never) => Payload | Promise<Payload>) | undefined;
  processOutputs?: ((outputs: never) => Payload | Promise<Payload>) | undefined;
  /** Makes one output of the chunks of a stream or generator. */
  aggregator?: ((chunks: never) => unknown) | undefined;
  extractAttachments?: ((...args: never[]) => [Attachments | undefined, Payload]) | undefined;
  on_end?: ((run: RunTree) => unknown) | undefined;
}

/** An aggregator gets the chunks themselves; without bound an endless stream would keep them all. */
const CHUNKS_KEPT = 100_000;

/** Arguments as the protocol maps them: nothing, the one object, the one value, or all of them. */
export function inputsOf(args: readonly unknown[]): Payload {
  const [first] = args;
  if (args.length > 1) return { args };
  if (args.length === 0 || first === undefined) return {};
  if (first === null) return { inputs: null };
  return isPlainObject(first) ? first : { input: first };
}

/** A result as the protocol maps it. */
export function outputsOf(result: unknown): Payload {
  if (result === undefined) return {};
  return isPlainObject(result) ? result : { outputs: result };
}

/** Records the inputs; slow masks send them when they are done. */
export function begin(
  run: RunTree,
  args: readonly unknown[],
  { processInputs, extractAttachments, on_end }: Masks,
  onStart: ((run: RunTree) => unknown) | undefined,
): void {
  const inputs = extractAttachments === undefined ? inputsOf(args) : extracted(run, args, extractAttachments);
  const masked = processInputs === undefined ? inputs : applyMask('processInputs', processInputs, inputs);
  if (masked instanceof Promise) {
    notify('on_start', onStart, run);
    run.send('create', {});
    run.client.track(masked.then((late) => run.send('update', { inputs: captureMap(late) })));
    return;
  }
  run.inputs = masked;
  notify('on_start', onStart, run);
  run.send('create', { inputs: captureMap(run.inputs) });
  // What is current holds no payloads, however long it lasts.
  if (on_end === undefined) run.inputs = {};
}

/** Puts the files among the arguments beside the run, and gives what is recorded as inputs instead. */
function extracted(run: RunTree, args: readonly unknown[], extract: NonNullable<Masks['extractAttachments']>): Payload {
  try {
    const [attachments, inputs] = extract(...(args as never[]));
    run.attachments = attachments;
    return inputs;
  } catch {
    report('warn', 'extractAttachments', 'it threw; the arguments are recorded as they are, without files.');
    return inputsOf(args);
  }
}

/** Hears how a call goes on and ends its run. */
export class RunEnding implements Watcher {
  readonly #run: RunTree;
  readonly #masks: Masks;
  readonly #chunks: unknown[] = [];
  #chunkSize = 0;
  #chunksLeftOut = 0;
  #isEnded = false;

  constructor(run: RunTree, masks: Masks) {
    this.#run = run;
    this.#masks = masks;
  }

  enter<R>(work: () => R): R {
    return within(this.#run, work);
  }

  isInside(store: unknown): boolean {
    const { dotted_order: order } = this.#run;
    return isRunTreeLike(store) && (store === this.#run || store.dotted_order?.startsWith(`${order}.`) === true);
  }

  waits(value: object): void {
    if (!this.#isEnded) awaitReader(value, this);
  }

  value(value: unknown): void {
    this.#end(() => outputsOf(value));
  }

  failed(error: unknown): void {
    this.#end(() => (this.#chunks.length > 0 ? this.#aggregated() : undefined), errorText(error));
  }

  closed(returned?: unknown): void {
    if (returned !== undefined) this.#keep(returned);
    this.#end(() => this.#aggregated());
  }

  left(): void {
    if (this.#isEnded) return;
    guarded('end-run', () => this.#run.addEvent({ name: 'cancelled', message: 'left before the end' }));
    this.#end(() => this.#aggregated());
  }

  chunk(chunk: unknown): void {
    if (this.#isEnded) return;
    guarded('record-chunk', () => {
      if (this.#run.run_type === 'llm' && this.#chunks.length === 0) this.#run.addEvent({ name: 'new_token' });
      this.#keep(chunk);
    });
  }

  /** Copied at once, for the consumer may change it; an aggregator of the program needs the chunk itself. */
  #keep(chunk: unknown): void {
    if (this.#masks.aggregator !== undefined || this.#masks.processOutputs !== undefined) {
      if (this.#chunks.length < CHUNKS_KEPT) this.#chunks.push(chunk);
      else this.#chunksLeftOut += 1;
      return;
    }
    if (this.#chunkSize >= CAPTURE_LIMITS.size || this.#chunks.length >= CAPTURE_LIMITS.count) {
      this.#chunksLeftOut += 1;
      return;
    }
    const { json, size } = capture(chunk);
    this.#chunkSize += size;
    this.#chunks.push(json);
  }

  #aggregated(): unknown {
    const { aggregator } = this.#masks;
    const chunks = this.#chunksLeftOut === 0 ? this.#chunks : [...this.#chunks, `[${this.#chunksLeftOut} more]`];
    if (aggregator === undefined) return { outputs: chunks };
    try {
      const made: unknown = aggregator(chunks as never);
      if (!isThenable(made)) return outputsOf(made);
      return Promise.resolve(made).then(outputsOf, () => aggregatorFailed(chunks));
    } catch {
      return aggregatorFailed(chunks);
    }
  }

  /** The end is now; what the outputs are may take the program's masks a while to say. */
  #end(outputs: () => unknown, error?: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    noteClosed(this.#run);
    forgetReader(this);
    guarded('end-run', () => {
      const run = this.#run;
      void run.end(undefined, error, nowUs() / 1000);
      const given = outputs();
      if (!(given instanceof Promise)) return this.#finish(given as Payload | undefined);
      run.client.track(given.then((late: Payload) => this.#finish(late)));
    });
  }

  #finish(outputs: Payload | undefined): void {
    const { processOutputs } = this.#masks;
    if (outputs === undefined || processOutputs === undefined) return this.#send(outputs);
    const masked = applyMask('processOutputs', processOutputs, outputs);
    if (!(masked instanceof Promise)) return this.#send(masked);
    this.#run.client.track(masked.then((late) => this.#send(late)));
  }

  #send(outputs: Payload | undefined): void {
    const run = this.#run;
    guarded('end-run', () => {
      const captured = outputs === undefined ? undefined : captureMap(outputs);
      // An end() by the program inside the call has said its outputs already.
      run.outputs ??= captured?.json as Record<string, Json> | undefined;
      const usage = run.outputs?.['usage_metadata'];
      if (usage !== undefined) run.metadata = { usage_metadata: usage };
      notify('on_end', this.#masks.on_end, run);
      run.send('update', { outputs: run.outputs === captured?.json ? captured : captureMap(run.outputs) });
      run.release();
    });
  }
}

/** Tells the program; what goes wrong there is not the traced function's. */
export function notify(name: string, listener: ((run: RunTree) => unknown) | undefined, run: RunTree): void {
  if (listener === undefined) return;
  try {
    listener(run);
  } catch {
    report('warn', name, `the function given as ${name} threw; the program goes on.`);
  }
}

/** A mask that fails must not let through what it was there to hide. */
function applyMask(
  name: 'processInputs' | 'processOutputs',
  mask: (payload: never) => unknown,
  payload: Payload,
): Payload | Promise<Payload> {
  const failed = (): Payload => {
    report('warn', name, `the function given as ${name} threw; nothing is recorded in its place.`);
    return { [`${name} failed`]: true };
  };
  try {
    const masked = mask(payload as never);
    return isThenable(masked) ? Promise.resolve(masked).then((late) => late as Payload, failed) : (masked as Payload);
  } catch {
    return failed();
  }
}

function aggregatorFailed(chunks: readonly unknown[]): Payload {
  report('warn', 'aggregator', 'the function given as aggregator threw; the chunks are recorded as they came.');
  return { outputs: chunks };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
