import type { Decoded } from './decoded.js';

/** `POST /runs`: one run, with its `child_runs` if an old client nests them. Throws BadBody. */
export function decodeCreate(body: Uint8Array): Decoded {
  throw new Error(`not written yet: ${body.length}`);
}

/** `PATCH /runs/{id}`: the id of the path is the run's. Throws BadBody. */
export function decodeUpdate(runId: string, body: Uint8Array): Decoded {
  throw new Error(`not written yet: ${runId} ${body.length}`);
}
