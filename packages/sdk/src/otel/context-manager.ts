/**
 * The context bridge: one rule for both sides. Of the current run and the active span that one is
 * the parent which was entered last, because it lies inside of the other.
 */
import {
  createContextKey,
  ROOT_CONTEXT,
  trace,
  type Context,
  type ContextManager,
  type Span,
} from '@opentelemetry/api';
import { current } from '../context.js';
import { foreignContext, setForeignContext, type ForeignContext } from '../foreign-context.js';
import { ANCESTOR, DETACHED } from '../placement.js';
import { isRunTreeLike, type ParentLike } from '../run-like.js';
import { liesIn, runOf, spanOf } from './span-runs.js';

/** What was current of ours when this context was entered: if it still is, the context is up to date. */
const STORE = createContextKey('tracenest.store');
/** See {@link Entry}. */
const ENTRY = createContextKey('tracenest.entry');
/** The key by which OpenTelemetry's SDK marks work of which it makes no spans. */
const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** A run of ours was entered, and then this span was active: another one has been entered after it. */
interface Entry {
  store: unknown;
  span: Span | undefined;
}

/**
 * Lays the bridge around the context manager of a program: runs begin below the active span, and
 * spans below the current run.
 *
 * @param inner the context manager that keeps the contexts.
 * @example
 * provider.register({ contextManager: new TracenestContextManager(new AsyncLocalStorageContextManager()) });
 */
export class TracenestContextManager implements ContextManager {
  readonly #inner: ContextManager;
  readonly #foreign: ForeignContext = {
    nearest: (store) => this.#nearest(store),
    enter: (store, work) => this.#inner.with(entered(this.#inner.active(), store), work),
    quiet: (work) => this.#inner.with(ROOT_CONTEXT.setValue(SUPPRESSED, true), work),
  };

  constructor(inner: ContextManager) {
    this.#inner = inner;
  }

  active(): Context {
    // Not every way to register a context manager enables it.
    if (foreignContext() === undefined) setForeignContext(this.#foreign);
    const context = this.#inner.active();
    const store = current();
    // Other packages make runs current without us.
    return store === undefined || context.getValue(STORE) === store ? context : entered(context, store);
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    const span = trace.getSpan(context);
    // OpenTelemetry leaves it out: what lies inside of it lies where it lies itself.
    if (span !== undefined && runOf(span) === undefined) {
      const around = this.#nearest(current());
      if (around !== undefined) liesIn(span, around);
    }
    return this.#inner.with(noted(context), fn, thisArg, ...args);
  }

  bind<T>(context: Context, target: T): T {
    if (typeof target !== 'function') return this.#inner.bind(context, target);
    const bound = this.#inner.bind(context, target);
    const call = target as unknown as (this: unknown, ...args: unknown[]) => unknown;
    const within = (work: () => unknown): unknown => this.with(context, work);
    const wrapper = function (this: unknown, ...args: unknown[]): unknown {
      return within(() => call.apply(this, args));
    };
    Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(bound));
    return wrapper as unknown as T;
  }

  enable(): this {
    this.#inner.enable();
    setForeignContext(this.#foreign);
    return this;
  }

  disable(): this {
    if (foreignContext() === this.#foreign) setForeignContext(undefined);
    this.#inner.disable();
    return this;
  }

  #nearest(store: unknown): ParentLike | undefined {
    const context = this.active();
    const span = trace.getSpan(context);
    if (span === undefined) return undefined;
    const entry = context.getValue(ENTRY) as Entry | undefined;
    if (entry?.span === span && entry.store === store) return undefined;
    const run = runOf(span);
    return run === store ? undefined : run;
  }
}

/** Whether spans that begin in a context lie where our tracing is switched off, or in a trace that is left out. */
export function isOff(context: Context): boolean {
  const entry = context.getValue(ENTRY) as Entry | undefined;
  if (entry === undefined || entry.span !== trace.getSpan(context)) return false;
  return (entry.store as { tracingEnabled?: unknown } | undefined)?.tracingEnabled === false;
}

function noted(context: Context): Context {
  const store = current();
  return context.getValue(STORE) === store ? context : context.setValue(STORE, store);
}

/** The context inside of `store`. Where our side says nothing of a place, the active span stays. */
function entered(context: Context, store: unknown): Context {
  const inside = context.setValue(STORE, store);
  const active = trace.getSpan(context);
  const enter = (span: Span | undefined): Context => {
    const entry: Entry = { store, span };
    const placed = span === undefined ? trace.deleteSpan(inside) : trace.setSpan(inside, span);
    return placed.setValue(ENTRY, entry);
  };
  if (store === DETACHED) return enter(undefined);
  if (typeof store !== 'object' || store === null) return inside;
  const { tracingEnabled, [ANCESTOR]: ancestor } = store as { tracingEnabled?: boolean; [ANCESTOR]?: ParentLike };
  // What we do not record is none of its business: its spans stay where they are without us.
  if (isRunTreeLike(store)) return enter(tracingEnabled === false ? active : (spanOf(store) ?? active));
  if (ancestor !== undefined) return enter(spanOf(ancestor) ?? active);
  if (tracingEnabled === undefined) return inside;
  return enter(tracingEnabled ? undefined : active);
}
