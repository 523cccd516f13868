/**
 * What a traced call costs the program: an async function of one small argument inside a traced
 * parent, beside the least that keeps a context and an id (AsyncLocalStorage.run + randomUUID),
 * beside the official `langsmith` package and beside OpenTelemetry with a batch processor. All send
 * (or, OpenTelemetry, encode and throw away) what they record; each round holds 500 calls in one
 * parent, settled before the next variant runs.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { context, trace } from '@opentelemetry/api';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { measureSideBySide, printTable } from './rounds.js';
import type { Variant } from './rounds.js';

const calls = 500;
const rounds = 40;

const sink = fork(fileURLToPath(new URL('sink.ts', import.meta.url)), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
if (!sink.stdout) throw new TypeError('The sink has no standard output.');
const [origin] = (await once(createInterface({ input: sink.stdout }), 'line')) as [string];
Object.assign(process.env, { LANGSMITH_TRACING: 'true', LANGSMITH_ENDPOINT: origin, LANGSMITH_API_KEY: 'anything' });

const work = async (input: { question: string }): Promise<{ answer: string }> => ({ answer: input.question });
const question = { question: 'How is the weather in Lisbon tomorrow?' };
const repeat = async (times: number, call: (input: typeof question) => Promise<unknown>): Promise<void> => {
  for (let index = 0; index < times; index++) await call(question);
};

function bare(): Variant {
  const storage = new AsyncLocalStorage<{ id: string }>();
  return {
    name: 'AsyncLocalStorage.run + randomUUID',
    run: (times) =>
      storage.run({ id: randomUUID() }, () => repeat(times, (input) => storage.run({ id: randomUUID() }, work, input))),
  };
}

async function tracenest(): Promise<Variant> {
  const { traceable, flush } = await import('tracenest');
  const traced = traceable(work, { name: 'work' });
  const parent = traceable((times: number) => repeat(times, traced), { name: 'parent' });
  return { name: 'tracenest', run: (times) => parent(times), settle: async () => void (await flush()) };
}

async function langsmith(): Promise<Variant> {
  const { traceable } = await import('langsmith/traceable');
  const { Client } = await import('langsmith');
  const client = new Client();
  const traced = traceable(work, { name: 'work', client });
  const parent = traceable((times: number) => repeat(times, traced), { name: 'parent', client });
  return { name: 'langsmith 0.10.5', run: (times) => parent(times), settle: () => client.awaitPendingTraceBatches() };
}

function openTelemetry(): Variant {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const encodeAndDrop = {
    export(spans: ReadableSpan[], done: (result: { code: number }) => void): void {
      for (const span of spans) JSON.stringify([span.name, span.attributes, span.startTime, span.endTime]);
      done({ code: 0 });
    },
    shutdown: async (): Promise<void> => {},
  };
  const processor = new BatchSpanProcessor(encodeAndDrop, { maxQueueSize: 100_000 });
  const tracer = new BasicTracerProvider({ spanProcessors: [processor] }).getTracer('bench');
  const traced = (input: typeof question): Promise<unknown> =>
    tracer.startActiveSpan('work', async (span) => {
      span.setAttribute('input', JSON.stringify(input));
      const output = await work(input);
      span.setAttribute('output', JSON.stringify(output));
      span.end();
      return output;
    });
  return {
    name: 'OpenTelemetry SDK, batch processor',
    run: (times) =>
      tracer.startActiveSpan('parent', async (span) => {
        await repeat(times, traced);
        span.end();
      }),
    settle: () => processor.forceFlush(),
  };
}

const variants = [bare(), await tracenest(), await langsmith(), openTelemetry()];
const results = await measureSideBySide(variants, { rounds, times: calls });
printTable(
  results.map((result) => ({
    'a call of an async function': result.name,
    'µs per call': result.microsecondsPerCall,
    ratio: result.ratio,
    'CPU µs per call, sending included': result.cpuMicrosecondsPerCall,
  })),
);
trace.disable();
sink.disconnect();
await once(sink, 'exit');
