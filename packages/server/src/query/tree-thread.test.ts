/** The trees' thread as it is shipped: bundled, started as a worker, asking a real store. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { unpackTrace } from 'tracenest/wire';
import type { PackedTrace } from 'tracenest/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Writer } from '../ingest/writer.js';
import { makeTempDirectory, openTempStore } from '../store/temp-store.fixture.js';
import { builtInPrices } from './prices.js';
import { treePrices } from './tree-prices.js';
import { askTrees, type Encoded } from './tree-questions.js';
import { TreeThread } from './tree-thread.js';

const folder = makeTempDirectory();
const file = join(folder, 'tree-worker.mjs');
const traceId = randomUUID();
let temp: Awaited<ReturnType<typeof openTempStore>>;

beforeAll(async () => {
  temp = await openTempStore();
  const writer = new Writer(temp.store);
  await writer.write([
    { op: 'create', id: traceId, trace_id: traceId, name: 'root', start_time: new Date().toISOString() },
    { op: 'create', id: randomUUID(), trace_id: traceId, parent_run_id: traceId, name: 'child “ü” 😀' },
  ]);
  await writer.close();
  await build({
    entryPoints: [fileURLToPath(new URL('tree-worker.ts', import.meta.url))],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@tracenest/source'],
  });
});

afterAll(async () => {
  await temp.remove();
  await rm(folder, { recursive: true, force: true });
});

const textOf = (bytes: Encoded): string => new TextDecoder().decode(bytes ?? new Uint8Array());

test('answers in the worker what is answered here', async () => {
  const thread = new TreeThread(temp.store, undefined, pathToFileURL(file));
  const here = askTrees(temp.store, () => treePrices(builtInPrices));
  const nowMs = Date.now();
  try {
    const answer = textOf(await thread.trace(traceId, true, null, nowMs));
    expect(unpackTrace(JSON.parse(answer) as PackedTrace).rows.map(({ name }) => name)).toEqual([
      'root',
      'child “ü” 😀',
    ]);
    expect(answer).toBe(textOf(await here.trace(traceId, true, null, nowMs)));
    expect(textOf(await thread.outline(traceId, 'text', nowMs))).toBe(
      textOf(await here.outline(traceId, 'text', nowMs)),
    );
    expect(textOf(await thread.run(traceId, null, 'whole', nowMs))).toBe(
      textOf(await here.run(traceId, null, 'whole', nowMs)),
    );
    expect(await thread.trace(randomUUID(), true, null, nowMs)).toBeNull();
  } finally {
    await thread.close();
  }
});

test('what the store refuses fails the question, and the next one is answered', async () => {
  let isBroken = true;
  const thread = new TreeThread(
    {
      insertEncoded: (...args) => temp.store.insertEncoded(...args),
      queryBytes: (...args) => (isBroken ? Promise.reject(new Error('no disk')) : temp.store.queryBytes(...args)),
    },
    undefined,
    pathToFileURL(file),
  );
  try {
    await expect(thread.trace(traceId, true, null, Date.now())).rejects.toThrow('no disk');
    isBroken = false;
    expect(await thread.trace(traceId, true, null, Date.now())).not.toBeNull();
  } finally {
    await thread.close();
  }
});

test('a question that the end of the thread leaves open fails; a later one starts a new thread', async () => {
  const thread = new TreeThread(temp.store, undefined, pathToFileURL(file));
  const open = thread.trace(traceId, true, null, Date.now());
  const closed = thread.close();
  await expect(open).rejects.toThrow('stopping');
  await closed;
  expect(await thread.trace(traceId, true, null, Date.now())).not.toBeNull();
  await thread.close();
});
