/** `POST /runs/batch` (§2.6): creates and updates as two lists in one JSON body. */
import { BadBody, limitCount, newDecoded, readJson, reject, type Decoded } from './decoded.js';
import { readRun } from './run-fields.js';

const remedy = 'Send {"post": [run, …], "patch": [run, …]}; either list may be left out.';

/** Throws BadBody if the body is not `{"post":[run…],"patch":[run…]}`. */
export function decodeBatch(body: Uint8Array): Decoded {
  const value = readJson(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadBody('The body of a batch must be a JSON object with the lists post and patch.', remedy);
  }
  const decoded = newDecoded();
  for (const [field, op] of [
    ['post', 'create'],
    ['patch', 'update'],
  ] as const) {
    const runs: unknown = Object.hasOwn(value, field) ? (value as Record<string, unknown>)[field] : null;
    if (runs === null) continue;
    if (!Array.isArray(runs)) throw new BadBody(`The field ${field} of a batch must be a list of runs.`, remedy);
    limitCount('runs', runs.length);
    for (const run of runs) {
      const { record, rejected } = readRun(op, run, null);
      if (record !== null) decoded.records.push(record);
      reject(decoded, rejected);
    }
  }
  return decoded;
}
