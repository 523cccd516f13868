/** The figures above a trace are the sums that SQL gives over what the store holds: random trees, sent in random pieces. */
import type { Json, RunRecord } from 'tracenest/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeAsClient, largeTraceRuns, seededRandom } from '../bench/payload.js';
import { openStore } from '../packages/server/src/store/connect.js';
import { sql } from '../packages/server/src/store/sql.js';
import { closeBrowser, openPage } from './harness/browser.js';
import { startServer, stopAllServers, type RunningServer } from './harness/server.js';

const SEEDS = [1, 2026, Date.now() % 1_000_000];

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

test(`tokens, runs and failures of the traces of seeds ${SEEDS.join()}`, async () => {
  const { page, troubles } = await openPage();
  const shown = new Map<string, unknown>();
  for (const seed of SEEDS) {
    const random = seededRandom(seed);
    const records = randomRecords(random);
    const traceId = records.find(({ parent_run_id: parent }) => parent === undefined)?.trace_id ?? '';
    await sendInPieces(records, random);
    await page.goto(`${server.url}/trace/${traceId}`);
    const figures = page.getByRole('list', { name: 'Figures of the trace' });
    const said = async (name: RegExp): Promise<string> =>
      (await figures.getByRole('listitem').filter({ hasText: name }).first().getAttribute('title')) ?? '';
    await expect.poll(() => said(/tokens$/)).not.toBe('');
    const [prompt, completion] = numbersIn(await said(/tokens$/));
    const [failed = 0] = numbersIn((await figures.getByText(/failed$/).allInnerTexts()).join());
    shown.set(traceId, { prompt, completion, runs: numbersIn(await said(/runs$/))[0], failed });
  }
  expect(troubles).toEqual([]);
  expect(await server.stop()).toBe(0);
  expect(shown).toEqual(await sumsOfStore());
});

/** `1,234 in · 567 out` → 1234, 567. */
function numbersIn(words: string): number[] {
  return [...words.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(',', '')));
}

/** What the store holds, each run once however many records told of it. */
async function sumsOfStore(): Promise<Map<string, unknown>> {
  const store = await openStore(server.dataDirectory);
  try {
    const rows = await store.query<
      Record<'trace_id' | 'prompt' | 'completion' | 'runs' | 'failed', string | number>
    >(sql`
      SELECT toString(trace_id) AS trace_id, sum(input) AS prompt, sum(output) AS completion,
             count() AS runs, countIf(has_error) AS failed
      FROM (
        SELECT trace_id, id,
               max(JSONExtractUInt(outputs, 'usage_metadata', 'input_tokens')) AS input,
               max(JSONExtractUInt(outputs, 'usage_metadata', 'output_tokens')) AS output,
               max(JSONHas(rest, 'error')) AS has_error
        FROM payloads
        GROUP BY trace_id, id
      )
      GROUP BY trace_id`);
    return new Map(
      rows.map(({ trace_id: id, ...sums }) => [
        String(id),
        Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, Number(value)])),
      ]),
    );
  } finally {
    await store.close();
  }
}

/** Some runs told at once, others by a begin and an end, some twice; in random order. */
function randomRecords(random: () => number): RunRecord[] {
  const count = 20 + Math.floor(random() * 400);
  const below = Array.from({ length: count }, (_, index) => randomParent(index, random));
  const records: RunRecord[] = [];
  for (const { create, update } of largeTraceRuns(random, Date.now() - 60_000, count, (index) => below[index] ?? 0)) {
    const end: RunRecord = { ...update, outputs: outputsOf(create, random) };
    if (random() < 0.1) end.error = 'It did not work.';
    if (random() < 0.3) records.push({ ...create, ...end, op: 'create' });
    else records.push(create, end);
    if (random() < 0.1) records.push(end);
  }
  return records
    .map((record) => ({ record, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ record }) => record);
}

/** Nothing is below a model call, so that every token is reported once. */
function randomParent(index: number, random: () => number): number {
  const parent = Math.floor(random() * index);
  return parent % 4 === 1 ? parent - 1 : parent;
}

function outputsOf({ run_type: type }: RunRecord, random: () => number): Json {
  if (type !== 'llm') return { answer: 'done' };
  const [input, output] = [Math.floor(random() * 5000), Math.floor(random() * 500)];
  return {
    answer: 'done',
    usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: input + output },
  };
}

async function sendInPieces(records: readonly RunRecord[], random: () => number): Promise<void> {
  for (let from = 0; from < records.length;) {
    const piece = records.slice(from, from + 1 + Math.floor(random() * 120));
    from += piece.length;
    const { body, headers } = encodeAsClient(piece);
    const answer = await fetch(`${server.url}/runs/multipart`, { method: 'POST', headers, body });
    expect(answer.status).toBe(202);
  }
}
