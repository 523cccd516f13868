/** `POST /api/app/processes`: a process of our SDK says that it is alive, or that it has ended. */
import { Hono } from 'hono';
import { toUSVString } from 'node:util';
import { normalizeId } from 'tracenest/wire';
import type { ProcessBeat, ProcessEnd } from 'tracenest/wire';
import { RequestError } from '../errors.js';
import type { Bindings } from './bindings.js';
import { jsonObject } from './langsmith/fields.js';
import type { BodyReader } from './limits.js';
import type { Line } from './line.js';
import { shown } from './shown.js';

const maxTraces = 100;
const maxRuns = 1_000_000;
const maxTextLength = 200;
/** Year 2200: what says more is no clock. */
const maxTimeMs = 7_258_118_400_000;
const reasons: readonly ProcessEnd['reason'][] = ['finished', 'exit', 'uncaught-error'];

/** The route below `/api/app`. */
export function processRoutes(parts: { line: () => Line; bodies: BodyReader }): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.post('/processes', (c) =>
    parts.bodies.withBody(c.env.incoming, async (body) => {
      const { beats } = parts.line();
      await beats.take(readBeat(jsonObject(body)));
      return c.body(null, 204);
    }),
  );
  return routes;
}

type Fields = Readonly<Record<string, unknown>>;

/** Throws bad-value, which names the field. */
function readBeat(body: Fields): ProcessBeat {
  const said = objectIn(body['process'], 'process');
  const instance = normalizeId(said['instance']);
  if (instance === null) throw badValue('process.instance', said['instance'], 'a UUID that is new at each start');
  const traces = body['traces'] ?? [];
  if (!Array.isArray(traces)) throw badValue('traces', traces, `a list of at most ${maxTraces} trace ids`);
  return {
    process: {
      instance,
      sdk: textIn(said, 'sdk') ?? '',
      ...optional('host', textIn(said, 'host')),
      ...optional('pid', said['pid'] == null ? undefined : wholeIn(said['pid'], 'process.pid', 2 ** 32)),
    },
    time: wholeIn(body['time'], 'time', maxTimeMs),
    open_runs: wholeIn(body['open_runs'] ?? 0, 'open_runs', maxRuns),
    traces: traces.slice(0, maxTraces).flatMap((id) => normalizeId(id) ?? []),
    ...optional('ended', body['ended'] == null ? undefined : readEnd(objectIn(body['ended'], 'ended'))),
  };
}

function readEnd(said: Fields): ProcessEnd {
  const reason = reasons.find((one) => one === said['reason']);
  if (reason === undefined) throw badValue('ended.reason', said['reason'], `one of ${reasons.join(', ')}`);
  return { reason, code: wholeIn(said['code'] ?? 0, 'ended.code', 2 ** 32) };
}

function objectIn(value: unknown, field: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw badValue(field, value, 'a JSON object');
}

function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw badValue(`process.${name}`, value, 'a text');
  return toUSVString(value.slice(0, maxTextLength));
}

/** Clocks and counters may tell fractions. */
function wholeIn(value: unknown, field: string, most: number): number {
  if (typeof value === 'number' && value >= 0 && value <= most) return Math.floor(value);
  throw badValue(field, value, `a number from 0 to ${most}`);
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}

function badValue(field: string, value: unknown, expected: string): RequestError {
  return new RequestError('bad-value', { field, value: shown(value), expected });
}
