/**
 * Headers that are added by themselves, by `injectInto` and by OpenTelemetry's clients: ids and
 * project only, and never over what the request has already.
 */
import { isPlainObject } from './capture.js';
import { nowUs } from './clock.js';
import { current } from './context.js';
import { guarded, report } from './diag.js';
import { foreignContext } from './foreign-context.js';
import { ANCESTOR } from './placement.js';
import { writeHeaders } from './propagation.js';
import { FACTS, isRunTreeLike, type ParentLike } from './run-like.js';
import { childOrder, formatSegment } from './wire/dotted-order.js';
import { parseTraceparent } from './wire/headers.js';

/** A run and whether what goes on from it elsewhere is recorded. */
export interface Sender {
  run: ParentLike;
  sampled: boolean;
}

/** W3C: longer baggage need not be passed on. */
const BAGGAGE_BYTES = 8192;
const HOST = /^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?$|^\[[0-9a-f:]+\](:\d+)?$/;

/** What is undone by `dispose()`, and by the end of a block: `using injection = injectInto(…)`. */
export type Injection = { dispose(): void } & (SymbolConstructor extends { readonly dispose: infer D extends symbol }
  ? { [K in D]: () => void }
  : unknown);

/**
 * From now on `fetch` tells these hosts which run is current. Requests to others stay as they are.
 *
 * @param hosts names, with a port where only that one is meant; `*.svc` stands for all names that end in `.svc`.
 * @example
 * const injection = injectInto(['api.internal', '*.svc.cluster.local', 'localhost:8080']);
 */
export function injectInto(hosts: readonly string[]): Injection {
  const patterns = hosts.map((host) => host.toLowerCase()).filter(isHost);
  const original = globalThis.fetch;
  let isOn = true;
  const patched = function (this: unknown, ...args: Parameters<typeof fetch>): Promise<Response> {
    const added = isOn ? guarded('inject-headers', () => withSender(args, patterns)) : undefined;
    return Reflect.apply(original, this, added ?? args);
  };
  for (const name of ['name', 'length'] as const)
    Object.defineProperty(patched, name, { value: original[name], configurable: true });
  globalThis.fetch = patched;
  const dispose = (): void => {
    isOn = false;
    // Somebody who has wrapped it since keeps what he has wrapped, which adds nothing any more.
    if (globalThis.fetch === patched) globalThis.fetch = original;
  };
  const { dispose: symbol } = Symbol as { dispose?: symbol };
  return { dispose, ...(symbol === undefined ? {} : { [symbol]: dispose }) } as Injection;
}

/** The run from which a request goes out: the nearest span or run, recorded or not. */
export function currentSender(): Sender | undefined {
  const store = current();
  const span = foreignContext()?.nearest(store);
  if (span !== undefined) return { run: span, sampled: span.tracingEnabled !== false };
  if (isRunTreeLike(store)) return { run: store, sampled: store.tracingEnabled !== false };
  const ancestor = (store as { [ANCESTOR]?: ParentLike } | undefined)?.[ANCESTOR];
  // Switched off here is switched off there too.
  return ancestor === undefined ? undefined : { run: ancestor, sampled: false };
}

/**
 * The headers to add to a request.
 *
 * @param get what the request has already, by lower-case name.
 */
export function headersToAdd({ run, sampled }: Sender, get: (name: string) => string | undefined): [string, string][] {
  if (get('langsmith-trace') !== undefined) return [];
  const { id, trace_id, project_name: project } = run;
  const facts = run[FACTS];
  const span = facts?.spanId === undefined ? {} : { span_id: facts.spanId };
  // Whether a run of another process is recorded, its own process has decided.
  const isSampled = facts?.isRemote === true ? facts.isSampled !== false : sampled;
  const baggage = get('baggage') ?? '';
  const written = writeHeaders(
    { id, ...span, ...orderOf(run), sampled: isSampled, ...(project === undefined ? {} : { project }) },
    Date.now(),
    { baggage, tracestate: get('tracestate') ?? '' },
  );
  const theirs = parseTraceparent(get('traceparent') ?? '');
  const isBaggageFull = baggage.includes('langsmith-project=') || (written['baggage'] ?? '').length > BAGGAGE_BYTES;
  return Object.entries(written).filter(([name, value]) => {
    if (name === 'baggage') return !isBaggageFull && value !== baggage;
    if (theirs === null) return true;
    // The entry in tracestate belongs to the traceparent beside it.
    return name !== 'traceparent' && (name !== 'tracestate' || theirs.trace_id === (trace_id ?? id));
  });
}

function orderOf(run: ParentLike): Pick<Parameters<typeof writeHeaders>[0], 'trace_id' | 'dotted_order' | 'ancestry'> {
  const { id, trace_id = id, dotted_order } = run;
  const { ancestry } = run[FACTS] ?? {};
  if (dotted_order !== undefined && dotted_order !== '')
    return { trace_id, dotted_order, ...(ancestry === undefined ? {} : { ancestry }) };
  const { start_time: startMs } = run as { start_time?: unknown };
  const startUs = typeof startMs === 'number' ? startMs * 1000 : nowUs();
  return { trace_id, ...childOrder({ trace_id, dotted_order: null }, formatSegment(startUs, id)) };
}

/** The arguments of a call of fetch with our headers; undefined: the call stays as it is. */
function withSender(args: Parameters<typeof fetch>, hosts: readonly string[]): Parameters<typeof fetch> | undefined {
  const sender = currentSender();
  if (sender === undefined) return undefined;
  const [input, init] = args;
  const url = urlOf(input);
  if (url === undefined || !/^https?:$/.test(url.protocol) || !hosts.some((host) => matches(host, url)))
    return undefined;
  const request = typeof input === 'object' && 'headers' in input ? input : undefined;
  const headers = new Headers(init?.headers ?? request?.headers);
  const added = headersToAdd(sender, (name) => headers.get(name) ?? undefined);
  if (added.length === 0) return undefined;
  for (const [name, value] of added) headers.set(name, value);
  return [input, overlaid(init, headers)];
}

/** The options of a call with other headers; the program's object, whatever it is made of, stays as it is. */
function overlaid(init: RequestInit | undefined, headers: Headers): RequestInit {
  if (init === undefined || isPlainObject(init)) return { ...init, headers };
  // Properties of a class (a Request given as options) are lost on copies, and asked of the object itself.
  const get = (key: string | symbol): unknown => (key === 'headers' ? headers : Reflect.get(init, key, init));
  return new Proxy<RequestInit>(
    {},
    {
      get: (_, key) => get(key),
      has: (_, key) => key === 'headers' || Reflect.has(init, key),
      ownKeys: () => [...new Set([...Reflect.ownKeys(init), 'headers'])],
      getOwnPropertyDescriptor: (_, key) => ({ value: get(key), enumerable: true, configurable: true }),
    },
  );
}

function urlOf(input: string | URL | Request): URL | undefined {
  const { location } = globalThis as { location?: { href?: string } };
  try {
    return new URL(typeof input === 'object' && 'url' in input ? input.url : input, location?.href);
  } catch {
    // fetch says so better.
    return undefined;
  }
}

function matches(pattern: string, { host, hostname }: URL): boolean {
  const name = /:\d+$/.test(pattern) ? host : hostname;
  return pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) && name.length >= pattern.length : name === pattern;
}

function isHost(pattern: string): boolean {
  if (HOST.test(pattern)) return true;
  report(
    'warn',
    'bad-host',
    `injectInto was given "${pattern}"; expected a host such as api.internal, *.svc or localhost:8080. It is left out.`,
  );
  return false;
}
