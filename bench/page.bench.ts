/**
 * The trace page in headless Chromium, as Chromium's own tracing sees it: what a first visit loads,
 * how long it takes until the rows are on the screen, the script and layout of each frame while the
 * reader scrolls and zooms, and the heap. The traces are sent over HTTP before: an agent with eight
 * runs below each, and one run with all others directly below it. Numbers of runs may be given as
 * arguments; default: 1,000, 100,000 and 1,000,000.
 */
import type { Page } from 'playwright-core';
import { closeBrowser, openPage } from '../e2e/harness/browser.js';
import { startServer, stopAllServers } from '../e2e/harness/server.js';
import { traced, type PageEvents, type Work } from './chromium-events.js';
import { encodeAsClient, largeTraceRuns, seededRandom } from './payload.js';
import { median, printTable, quantile } from './rounds.js';

const shapes = { 'eight below each': undefined, 'all below one': () => 0 };
type Shape = keyof typeof shapes;
type Row = Record<string, string | number>;

/** Larger ones open with a part of their runs and are opened once. */
const MOST_MEASURED = 250_000;
/** What the page is marked with when it has rows. */
const ROWS = 'bench: rows';
const recordsPerRequest = 4_000;
const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [1_000, 100_000, 1_000_000];

const server = await startServer();
const opened: Row[] = [];
const moved: Row[] = [];
try {
  for (const runs of sizes) {
    for (const shape of Object.keys(shapes) as Shape[]) {
      if (shape === 'all below one' && (runs < 100_000 || runs > MOST_MEASURED)) continue;
      await measure(runs, shape);
    }
  }
} finally {
  await closeBrowser();
  await stopAllServers();
}
printTable(opened);
printTable(moved);

async function measure(runs: number, shape: Shape): Promise<void> {
  const traceId = await sendTrace(runs, shape);
  const trace = `${runs}, ${shape}`;
  if (runs > MOST_MEASURED) {
    const { page, row } = await open(traceId, trace);
    opened.push(row);
    const notice = page.getByRole('status').filter({ hasText: /runs/ }).first();
    process.stdout.write(`${trace}: "${await notice.innerText()}"\n`);
    await page.context().close();
    return;
  }
  const rounds = [];
  for (let round = 0; round < 5; round++) {
    const { page, row } = await open(traceId, trace);
    rounds.push(row);
    if (round === 4) {
      moved.push(framesRow(trace, 'scrolling with the wheel', await traced(page, () => wheel(page))));
      moved.push(framesRow(trace, 'dragging the scroll bar', await traced(page, () => dragScrollBar(page))));
      moved.push(framesRow(trace, 'zooming', await traced(page, () => zoom(page))));
    }
    await page.context().close();
  }
  opened.push(mediansOf(rounds));
}

/** A first visit, with nothing kept. */
async function open(traceId: string, trace: string): Promise<{ page: Page; row: Row }> {
  const { page } = await openPage();
  page.setDefaultTimeout(600_000);
  // tsx wraps named functions in a helper that the page does not have.
  await page.addInitScript({ content: `globalThis.__name = (named) => named; (${markRows.toString()})()` });
  // A page of the same process, so that all is traced on one thread.
  await page.goto(`${server.url}/health`);
  const events = await traced(page, async () => {
    await page.goto(`${server.url}/trace/${traceId}`, { timeout: 600_000 });
    await page.getByRole('treeitem').first().waitFor({ timeout: 600_000 });
    await page.getByRole('tree').press('ArrowDown');
    await page.waitForTimeout(500);
  });
  const loaded = events.loadedAfter(0);
  const visit = loaded.find(({ url }) => url.endsWith(`/trace/${traceId}`));
  const data = loaded.find(({ url }) => url.includes(`/api/app/traces/${traceId}`));
  if (visit === undefined || data === undefined) throw new Error('The page did not ask for the trace.');
  const shownAt = events.frameAfter(events.markedAt(ROWS));
  const files = loaded.filter(
    ({ url, sentAt }) => !url.includes('/api/') && sentAt < shownAt && sentAt >= visit.sentAt,
  );
  const { cpuMs } = events.workBetween(data.receivedAt, shownAt);
  return {
    page,
    row: {
      'runs of the trace': trace,
      'first load kB': files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000,
      'of it fonts kB': files.reduce((sum, { url, bytes }) => sum + (url.endsWith('.woff2') ? bytes : 0), 0) / 1000,
      'on the screen after ms': (shownAt - visit.sentAt) / 1000,
      'after the data ms': (shownAt - data.receivedAt) / 1000,
      'of it script and layout, CPU ms': cpuMs,
      'heap MB': (await heapBytes(page)) / 1e6,
      'most heap MB': events.largestHeap() / 1e6,
    },
  };
}

/** Runs in the page; the name is that of ROWS. */
function markRows(): void {
  const look = (): void => {
    if (document.querySelector('[role="treeitem"]') === null) return;
    observer.disconnect();
    performance.mark('bench: rows');
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true });
}

async function heapBytes(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return usedSize;
}

async function wheel(page: Page): Promise<void> {
  await page.getByRole('tree').hover();
  for (let step = 0; step < 200; step++) {
    await page.mouse.wheel(0, step < 120 ? 600 : -900);
    await nextFrame(page);
  }
}

/** To places all over the trace, one in each frame. */
async function dragScrollBar(page: Page): Promise<void> {
  // Found once: looking for a role goes through the whole page, on the thread that is measured.
  const tree = await page.getByRole('tree').elementHandle();
  if (tree === null) throw new Error('The tree is not on the page.');
  for (let step = 0; step < 100; step++) {
    const part = ((step * 37) % 100) / 100;
    await tree.evaluate((element, to) => (element.scrollTop = to * element.scrollHeight), part);
    await nextFrame(page);
  }
}

/** The window of the overview is drawn closer by its edges, moved, and taken by keys. */
async function zoom(page: Page): Promise<void> {
  await page.getByRole('tree').evaluate((tree) => (tree.scrollTop = 0));
  const strip = await page.getByRole('region', { name: 'Overview of the trace' }).boundingBox();
  if (strip === null) throw new Error('The overview is not on the page.');
  const middle = strip.y + strip.height / 2;
  const drag = async (from: number, to: number): Promise<void> => {
    await page.mouse.move(strip.x + strip.width * from, middle);
    await page.mouse.down();
    for (let step = 1; step <= 40; step++) {
      await page.mouse.move(strip.x + strip.width * (from + ((to - from) * step) / 40), middle);
      await nextFrame(page);
    }
    await page.mouse.up();
  };
  await drag(0.1, 0.9);
  await drag(0.9, 0.3);
  await drag(0.2, 0.6);
  await page.getByRole('slider', { name: 'Shown time', exact: true }).focus();
  for (const key of ['+', '+', '+', 'ArrowRight', 'ArrowLeft', 'Home', 'End', '-', '-', '0']) {
    await page.keyboard.press(key);
    await nextFrame(page);
  }
}

async function nextFrame(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => done(null)))');
}

function framesRow(trace: string, action: string, events: PageEvents): Row {
  const frames = events.workByFrame();
  const of = (part: keyof Work): number[] => frames.map((frame) => frame[part]);
  return {
    'runs of the trace': trace,
    'script and layout per frame': action,
    frames: frames.length,
    'p50 ms': median(of('wallMs')),
    'p99 ms': quantile(of('wallMs'), 0.99),
    'p50 CPU ms': median(of('cpuMs')),
    'p99 CPU ms': quantile(of('cpuMs'), 0.99),
  };
}

function mediansOf(rows: readonly Row[]): Row {
  const [first = {}] = rows;
  return Object.fromEntries(
    Object.entries(first).map(([name, value]) => [
      name,
      typeof value === 'number' ? median(rows.map((row) => Number(row[name]))) : value,
    ]),
  );
}

/** Gives its id. Each run in one record, with its end. */
async function sendTrace(runs: number, shape: Shape): Promise<string> {
  let traceId = '';
  let records = [];
  for (const { create, update } of largeTraceRuns(seededRandom(runs), Date.now() - runs, runs, shapes[shape])) {
    traceId ||= create.id;
    records.push({ ...create, ...update, op: create.op });
    if (records.length < recordsPerRequest) continue;
    await send(records);
    records = [];
  }
  if (records.length > 0) await send(records);
  return traceId;
}

async function send(records: Parameters<typeof encodeAsClient>[0]): Promise<void> {
  const { body, headers } = encodeAsClient(records);
  const response = await fetch(`${server.url}/runs/multipart`, { method: 'POST', headers, body });
  if (response.status !== 202) throw new Error(`The server answered ${response.status}: ${await response.text()}`);
}
