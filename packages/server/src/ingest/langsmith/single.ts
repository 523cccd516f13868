/**
 * One run a request (§2.7): what people send by hand, and clients with batching off. Old clients
 * nest whole trees in `child_runs`; those runs are records of their own.
 */
import type { RunRecord } from 'tracenest/wire';
import { BadBody, limitCount, newDecoded, readJson, reject, type Decoded } from './decoded.js';
import { readRun } from './run-fields.js';

/** `POST /runs`. Throws BadBody if the body is not a JSON object. */
export function decodeCreate(body: Uint8Array): Decoded {
  const decoded = newDecoded();
  // Without recursion: a tree that is nested deep must not be a way to stop the server.
  const open: { run: unknown; parent: RunRecord | null }[] = [{ run: readObject(body), parent: null }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { record, rejected } = readRun('create', next.run, null);
    reject(decoded, rejected);
    if (record === null) continue;
    if (next.parent !== null) inherit(record, next.parent);
    decoded.records.push(record);
    const nested = nestedRuns(next.run);
    limitCount('runs', decoded.records.length + open.length + nested.length);
    for (const run of nested) open.push({ run, parent: record });
  }
  return decoded;
}

/** `PATCH /runs/{id}`: `runId`, in normal form, is the run's. Throws BadBody if the body is not a JSON object. */
export function decodeUpdate(runId: string, body: Uint8Array): Decoded {
  const decoded = newDecoded();
  const { record, rejected } = readRun('update', readObject(body), runId);
  if (record !== null) decoded.records.push(record);
  reject(decoded, rejected);
  return decoded;
}

function readObject(body: Uint8Array): object {
  const value = readJson(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new BadBody(
    'The body must be one run as a JSON object.',
    'Send {"id": "…", "name": "…", "run_type": "chain", …}.',
  );
}

function nestedRuns(run: unknown): unknown[] {
  const nested: unknown = Object.hasOwn(run as object, 'child_runs')
    ? (run as { child_runs: unknown }).child_runs
    : null;
  return Array.isArray(nested) ? nested : [];
}

/** A nested run stands below the one that holds it, whatever it leaves out. */
function inherit(child: RunRecord, parent: RunRecord): void {
  child.parent_run_id ??= parent.id;
  const trace = child.trace_id ?? parent.trace_id;
  if (trace !== undefined && trace !== null) child.trace_id = trace;
  if (parent.session_name && !child.session_name && !child.session_id) child.session_name = parent.session_name;
}
