/** Spans of OpenTelemetry and runs in turns, in two requests at once. */
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { setTimeout as sleep } from 'node:timers/promises';
import { TracenestContextManager, TracenestSpanProcessor } from 'tracenest/otel';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'explicit',
  tree: 'a(query-a(parse-a(read-a))) b(query-b(parse-b(read-b)))',
  libraries: ['ours'],
};

export default async ({ traced }: Kit): Promise<void> => {
  context.setGlobalContextManager(new TracenestContextManager(new AsyncLocalStorageContextManager()).enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new TracenestSpanProcessor()] }));
  const spanned = async (name: string, work: () => Promise<unknown>): Promise<void> =>
    trace.getTracer('corpus').startActiveSpan(name, async (span) => {
      await sleep(2);
      await work();
      span.end();
    });
  const request = (id: string): (() => Promise<void>) =>
    traced(id, async () => {
      await sleep(1);
      const parse = traced(`parse-${id}`, () => spanned(`read-${id}`, () => sleep(2)));
      await spanned(`query-${id}`, parse);
    });
  await Promise.all([request('a')(), request('b')()]);
};
