/** Times and bars of a trace in the hour that clocks go through twice, in zones with odd offsets. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';

/** In Berlin clocks went from 03:00 back to 02:00 at this moment. */
const CHANGE_MS = Date.parse('2026-10-25T01:00:00Z');
const MINUTE_MS = 60_000;

const traceId = randomUUID();
/** From five minutes before the change until five after it, in halves. */
const runs = [
  { id: traceId, name: 'nightly report', parent: null, fromMs: CHANGE_MS - 5 * MINUTE_MS, minutes: 10 },
  { id: randomUUID(), name: 'before', parent: traceId, fromMs: CHANGE_MS - 5 * MINUTE_MS, minutes: 4 },
  { id: randomUUID(), name: 'across', parent: traceId, fromMs: CHANGE_MS - MINUTE_MS, minutes: 2 },
  { id: randomUUID(), name: 'after', parent: traceId, fromMs: CHANGE_MS + MINUTE_MS, minutes: 4 },
];

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
  const iso = (ms: number): string => new Date(ms).toISOString();
  const segment = (id: string, ms: number): string => `${iso(ms).replace(/[-:.Z]/g, '')}000Z${id}`;
  const root = segment(traceId, CHANGE_MS - 5 * MINUTE_MS);
  const post = runs.map(({ id, name, parent, fromMs, minutes }) => ({
    id,
    trace_id: traceId,
    name,
    run_type: 'chain',
    session_name: 'clocks',
    start_time: iso(fromMs),
    end_time: iso(fromMs + minutes * MINUTE_MS),
    dotted_order: parent === null ? root : `${root}.${segment(id, fromMs)}`,
    ...(parent !== null && { parent_run_id: parent }),
  }));
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}/runs/batch`, { method: 'POST', headers, body: JSON.stringify({ post }) });
  expect(answer.status).toBe(202);
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

test.each([
  // The end is told by a clock that shows less than it did at the beginning.
  ['Europe/Berlin', '2026-10-25 02:59:00.000 UTC+02:00', '2026-10-25 02:01:00.000 UTC+01:00'],
  ['Asia/Kathmandu', '2026-10-25 06:44:00.000 UTC+05:45', '2026-10-25 06:46:00.000 UTC+05:45'],
  ['Australia/Lord_Howe', '2026-10-25 11:59:00.000 UTC+11:00', '2026-10-25 12:01:00.000 UTC+11:00'],
])('over the change of clocks in %s', async (timezoneId, begin, end) => {
  const { page, troubles } = await openPage({ timezoneId });
  await page.addInitScript(() => localStorage.setItem('tracenest.zone', 'local'));
  await page.goto(`${server.url}/trace/${traceId}?run=${runs[2]?.id}&tab=details`);
  const panel = page.getByRole('tabpanel');
  await expect.poll(() => panel.innerText()).toContain(begin);
  expect(await panel.innerText()).toContain(end);

  const row = (name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}, `) });
  expect(await row('nightly report').getAttribute('aria-label')).toContain('10 m');
  expect(await row('across').getAttribute('aria-label')).toContain('2 m');
  const labels = await page.getByRole('treeitem').evaluateAll((all) => all.map((one) => one.ariaLabel ?? ''));
  expect(labels.filter((label) => /[-−]\d/.test(label))).toEqual([]);

  const bars = await page.getByRole('treeitem').evaluateAll((all) =>
    all.map((one) => {
      const { left, width } = one.querySelector('[class*=_bar_]')?.getBoundingClientRect() ?? { left: 0, width: 0 };
      return { left, width };
    }),
  );
  const [whole, ...parts] = bars as [(typeof bars)[number], ...typeof bars];
  const shares = parts.map(({ left, width }) => [(left - whole.left) / whole.width, width / whole.width]);
  const expected = [
    [0, 0.4],
    [0.4, 0.2],
    [0.6, 0.4],
  ];
  shares.forEach((share, index) =>
    share.forEach((part, at) => expect(part).toBeCloseTo(expected[index]?.[at] ?? Number.NaN, 2)),
  );
  expect(troubles).toEqual([]);
  await page.context().close();
});
