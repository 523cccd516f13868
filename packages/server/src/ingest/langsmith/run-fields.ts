/**
 * One run of the LangSmith protocol (§1.3) → RunRecord. Takes what clients of every age and language
 * send; unknown fields are ignored and null says nothing. A run is refused only where it could not
 * be placed (an id that is none); any other field that cannot be read is left out and reported.
 */
import { toUSVString } from 'node:util';
import { jsonText, normalizeId } from 'tracenest/wire';
import type { Json, RunEvent, RunExtra, RunRecord } from 'tracenest/wire';
import { nilId } from '../../store/rows.js';
import { projectOfAddress } from './agent-address.js';
import type { Rejected } from './decoded.js';

export type Op = RunRecord['op'];

export interface ReadRun {
  /** Null: refused, `rejected` says why. */
  record: RunRecord | null;
  rejected: Rejected[];
}

type JsonObject = { [key: string]: Json };

const idRemedy = 'Send ids as UUIDs: 32 hexadecimal digits, with or without dashes.';

/** `knownId`: the id that a path or a part's name gives; the body may then leave it out. */
export function readRun(op: Op, value: unknown, knownId: string | null): ReadRun {
  const { record, rejected } = readOne(op, value, knownId);
  const project = isObject(value) ? own(value, 'session_name') : null;
  if (typeof project !== 'string' || rejected.length === 0) return { record, rejected };
  return { record, rejected: rejected.map((reason) => ({ ...reason, project: toUSVString(project) })) };
}

function readOne(op: Op, value: unknown, knownId: string | null): ReadRun {
  if (!isObject(value)) {
    const message = `A run must be a JSON object; found ${kindOf(value)}.`;
    return refuse({ id: knownId, code: 'bad-run', message, remedy: 'Send each run as an object with at least an id.' });
  }
  const saidId = own(value, 'id');
  const id = normalizeId(saidId ?? knownId);
  if (id === null || id === nilId) {
    const message = `The field id of a run must be a UUID; found ${show(saidId ?? knownId)}.`;
    return refuse({ id: typeof saidId === 'string' ? saidId : knownId, code: 'bad-id', message, remedy: idRemedy });
  }
  if (knownId !== null && id !== knownId) {
    const message = `The field id (${id}) differs from the id in the name of its part or in the path (${knownId}).`;
    return refuse({
      id: knownId,
      code: 'bad-id',
      message,
      remedy: 'Send the same id in both, or leave the field out.',
    });
  }
  const reader = new FieldReader(value, id);
  const record: RunRecord = { op, id };
  for (const field of ['trace_id', 'parent_run_id'] as const) {
    const placed = reader.id(field);
    if (placed === false) return { record: null, rejected: reader.rejected };
    if (placed !== null) record[field] = placed;
  }
  readFields(reader, record);
  return { record, rejected: reader.rejected };
}

/** In one fixed order: the same run sent twice, by whatever route, then gives the same text. */
function readFields(reader: FieldReader, record: RunRecord): void {
  // What a client says in these is shown; what cannot be read as an order or a time says nothing.
  for (const field of [
    // Of this package's own clients: a parent of which only the span is known, and a run that is a span.
    'span_id',
    'parent_span_id',
    'dotted_order',
    'name',
    'run_type',
    'error',
    'session_name',
    'session_id',
    'reference_example_id',
  ] as const) {
    const text = reader.text(field);
    if (text !== null) record[field] = text;
  }
  const project = agentProject(reader);
  if (project !== null && !record.session_name && !record.session_id) record.session_name = project;
  for (const field of ['start_time', 'end_time'] as const) {
    const time = reader.time(field);
    if (time !== null) record[field] = time;
  }
  for (const field of ['inputs', 'outputs', 'serialized'] as const) {
    const value = reader.json(field);
    if (value !== null) record[field] = value;
  }
  const events = reader.list('events');
  if (events !== null) record.events = events.map(readEvent);
  const tags = reader.list('tags');
  if (tags !== null) record.tags = tags.map(asText);
  const extra = reader.object('extra');
  if (extra !== null) record.extra = readExtra(reader, extra);
}

/** A run is sent to a project or to an agent. */
function agentProject(reader: FieldReader): string | null {
  const address = reader.text('address');
  if (address === null) return null;
  return (
    projectOfAddress(address) ??
    reader.leaveOut('address', 'an agent (lrn:agents/{id}/environments/{environment})', address)
  );
}

function readExtra(reader: FieldReader, extra: JsonObject): RunExtra {
  const kept = Object.entries(extra).filter(([key, value]) => {
    const isSection = key === 'metadata' || key === 'runtime' || key === 'tracenest';
    if (!isSection || value === null || isObject(value)) return true;
    reader.leaveOut(`extra.${key}`, 'an object', value);
    return false;
  });
  return Object.fromEntries(kept);
}

/** Clients may give a bare text as event. */
function readEvent(event: Json): RunEvent {
  if (!isObject(event)) return { name: asText(event), time: '' };
  const name = own(event, 'name');
  const time = own(event, 'time');
  return { ...event, name: name == null ? '' : asText(name), time: time == null ? '' : asText(time) };
}

/** Reads fields of one run and notes what it had to leave out. */
class FieldReader {
  readonly rejected: Rejected[] = [];

  constructor(
    private readonly run: JsonObject,
    private readonly runId: string,
  ) {}

  json(field: string): Json {
    return own(this.run, field) ?? null;
  }

  /** Null: not said. False: there, and no id. The nil id is how some say "none". */
  id(field: 'trace_id' | 'parent_run_id'): string | null | false {
    const value = this.json(field);
    if (value === null || value === '') return null;
    const id = normalizeId(value);
    if (id !== null) return id === nilId ? null : id;
    const message = `The field ${field} of run ${this.runId} must be a UUID; found ${show(value)}. Without it the run has no certain place.`;
    this.rejected.push({ id: this.runId, field, code: 'bad-field', message, remedy: idRemedy });
    return false;
  }

  /** Anything but text is taken as its JSON: a name or an error may be odd, never a reason to lose a run. */
  text(field: string): string | null {
    const value = this.json(field);
    return value === null ? null : asText(value);
  }

  time(field: string): string | number | null {
    const value = this.json(field);
    if (value === null || typeof value === 'string' || typeof value === 'number') return value;
    return this.leaveOut(field, 'ISO 8601 text or milliseconds since 1970', value);
  }

  list(field: string): Json[] | null {
    const value = this.json(field);
    if (value === null || Array.isArray(value)) return value;
    return this.leaveOut(field, 'a list', value);
  }

  object(field: string): JsonObject | null {
    const value = this.json(field);
    if (value === null || isObject(value)) return value;
    return this.leaveOut(field, 'an object', value);
  }

  leaveOut(field: string, expected: string, found: Json): null {
    const message = `The field ${field} of run ${this.runId} must be ${expected}; found ${kindOf(found)}. The run is stored without it.`;
    this.rejected.push({
      id: this.runId,
      field,
      code: 'bad-field',
      message,
      remedy: `Send ${field} as ${expected}, or leave it out.`,
    });
    return null;
  }
}

function refuse(reason: Rejected): ReadRun {
  return { record: null, rejected: [reason] };
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : jsonText(value);
}

function show(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : kindOf(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Only what was sent: an object read from JSON inherits names such as `constructor`. */
function own(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
