/**
 * `POST /runs/multipart` (§2.5): runs whose big fields travel in parts of their own, in any order.
 * Create and update of one run in one body are two records; merging them is not done here.
 */
import { normalizeId } from 'tracenest/wire';
import { JsonScale, limitCount, newDecoded, reject, type Decoded, type Rejected } from './decoded.js';
import { readFeedback } from './feedback-fields.js';
import { splitParts, type Part } from './multipart-parts.js';
import { readRun, type Op } from './run-fields.js';

const bigFields: ReadonlySet<string> = new Set(['inputs', 'outputs', 'events', 'extra', 'error', 'serialized']);
const ops: Readonly<Record<string, Op>> = { post: 'create', patch: 'update' };
const maxFileName = 500;
const partRemedy =
  'Name parts post.{run_id}, patch.{run_id}, post.{run_id}.{field} or patch.{run_id}.{field}, with the id as a UUID.';

/** A run as its parts come in. */
interface Gathered {
  op: Op;
  id: string;
  main: unknown;
  hasMain: boolean;
  fields: Map<string, unknown>;
}

/** Throws BadBody if the body is not multipart or ends too early. */
export function decodeMultipart(body: Uint8Array, contentType: string): Decoded {
  const decoded = newDecoded();
  const byRun = new Map<string, Gathered>();
  const all: Gathered[] = [];
  const scale = new JsonScale(body.length);
  let parts = 0;
  for (const part of splitParts(body, contentType)) {
    limitCount('parts', (parts += 1));
    const [kind = '', rawId = '', ...rest] = part.name.split('.');
    if (kind === 'attachment') {
      takeFile(part, rawId, rest.join('.'), decoded);
      continue;
    }
    if (kind === 'feedback') {
      scale.weigh(part.bytes);
      takeFeedback(part, rawId, decoded);
      continue;
    }
    const op = Object.hasOwn(ops, kind) ? ops[kind] : undefined;
    const id = normalizeId(rawId);
    if (op === undefined || id === null) {
      reject(decoded, [badName(part, rawId)]);
      continue;
    }
    const field = rest.join('.');
    // A field that a later version of the protocol adds is ignored like any unknown one.
    if (field !== '' && !bigFields.has(field)) continue;
    scale.weigh(part.bytes);
    const value = readValue(part, id, field, decoded);
    if (value !== undefined) gather({ op, id, field, value: value.json }, byRun, all);
  }
  for (const run of all) finish(run, decoded);
  return decoded;
}

/** The name is everything behind the second dot. */
function takeFile(part: Part, rawId: string, name: string, decoded: Decoded): void {
  const runId = normalizeId(rawId);
  if (runId === null || name === '' || name.length > maxFileName) {
    const message = `The multipart body has an attachment that is named ${JSON.stringify(part.name.slice(0, 120))}.`;
    const remedy = `Name attachments attachment.{run_id}.{name}, with a name of at most ${maxFileName} characters.`;
    reject(decoded, [{ id: runId, field: 'attachment', code: 'bad-part', message, remedy }]);
    return;
  }
  decoded.attachments.push({ runId, name, mimeType: part.type ?? 'application/octet-stream', bytes: part.bytes });
}

/** Clients name the part after the feedback; the specification names the run. The body tells which. */
function takeFeedback(part: Part, rawId: string, decoded: Decoded): void {
  const value = readValue(part, rawId, 'feedback', decoded);
  if (value === undefined) return;
  const read = readFeedback(value.json, normalizeId(rawId));
  if ('wish' in read) decoded.feedback.push(read.wish);
  else reject(decoded, [read.rejected]);
}

/** Each part goes to the latest run of its name that lacks it: a body may hold two updates of one run. */
function gather(
  part: { op: Op; id: string; field: string; value: unknown },
  byRun: Map<string, Gathered>,
  all: Gathered[],
): void {
  const key = `${part.op} ${part.id}`;
  let run = byRun.get(key);
  const isTaken = run !== undefined && (part.field === '' ? run.hasMain : run.fields.has(part.field));
  if (run === undefined || isTaken) {
    run = { op: part.op, id: part.id, main: null, hasMain: false, fields: new Map() };
    byRun.set(key, run);
    all.push(run);
  }
  if (part.field !== '') run.fields.set(part.field, part.value);
  else {
    run.main = part.value;
    run.hasMain = true;
  }
}

function finish(run: Gathered, decoded: Decoded): void {
  if (!run.hasMain) {
    const names = [...run.fields.keys()].join(', ');
    const message = `Run ${run.id} came as ${names} only: its main part is missing or could not be read.`;
    reject(decoded, [{ id: run.id, code: 'missing-part', message, remedy: partRemedy }]);
    return;
  }
  const { record, rejected } = readRun(run.op, withFields(run), run.id);
  if (record !== null) decoded.records.push(record);
  reject(decoded, rejected);
}

function withFields(run: Gathered): unknown {
  if (typeof run.main !== 'object' || run.main === null || Array.isArray(run.main)) return run.main;
  return Object.assign(run.main, Object.fromEntries(run.fields));
}

const utf8 = new TextDecoder('utf-8');

/** Undefined: cannot be read, and `decoded` says so. The run goes on without a field that is broken. */
function readValue(part: Part, id: string, field: string, decoded: Decoded): { json: unknown } | undefined {
  if (part.encoding !== null && part.encoding !== 'identity' && part.encoding !== 'binary') {
    const message = `Part ${part.name.slice(0, 120)} has Content-Encoding ${part.encoding.slice(0, 40)}; parts must not be compressed one by one.`;
    reject(decoded, [{ id, code: 'bad-part', message, remedy: 'Compress the whole request with gzip, or nothing.' }]);
    return undefined;
  }
  try {
    return { json: JSON.parse(utf8.decode(part.bytes)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : String(error);
    const effect = field === '' ? 'The run is not stored.' : `The run is stored without its ${field}.`;
    const message = `Part ${part.name.slice(0, 120)} is not JSON: ${reason}. ${effect}`;
    const remedy = 'Send JSON in UTF-8. NaN and Infinity are not JSON: send null for them.';
    reject(decoded, [{ id, code: 'bad-json', message, remedy }]);
    return undefined;
  }
}

function badName(part: Part, rawId: string): Rejected {
  const message = `The multipart body has a part that is named ${JSON.stringify(part.name.slice(0, 120))}.`;
  return { id: rawId === '' ? null : rawId.slice(0, 80), code: 'bad-part', message, remedy: partRemedy };
}
