/**
 * OpenTelemetry and Tracenest in one program: runs and spans stand in one tree, and spans are sent
 * as runs. Needs `@opentelemetry/api`; nothing else of this package loads it.
 *
 * @example
 * import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
 * import { TracenestContextManager, TracenestSpanProcessor } from 'tracenest/otel';
 * new NodeSDK({
 *   contextManager: new TracenestContextManager(new AsyncLocalStorageContextManager()),
 *   spanProcessors: [new TracenestSpanProcessor()],
 * }).start();
 */
export { TracenestContextManager } from './context-manager.js';
export { TracenestPropagator } from './propagator.js';
export { TracenestSpanExporter } from './span-exporter.js';
export { TracenestSpanProcessor } from './span-processor.js';
export type { SpanClientOptions } from './span-run.js';
