/**
 * What holds on every page in every state: nothing is refused by the page's own policy or asked of
 * anybody else, nothing moves once it stands, nothing lies outside of the page, and the keyboard gets
 * everywhere and away again.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage, type WatchedPage } from './harness/browser.js';
import { openState, startPageStates, type PageState } from './harness/page-states.js';
import { stopAllServers } from './harness/server.js';

const A_WALK_MS = 900_000;

let states: PageState[];

beforeAll(async () => {
  states = await startPageStates();
}, A_WALK_MS);

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

const WIDE = { width: 1440, height: 900 };
/**
 * Where the layout is another one, each at its narrowest: details under the tree, which is also 1440
 * pixels at 200 %, and one part at a time.
 */
const NARROWER = [
  { width: 720, height: 450 },
  { width: 390, height: 800 },
];
/** Most of the time a page waits for its server, and the test for the page. */
const PAGES_AT_ONCE = 4;

test(
  'every state stands still, keeps to the policy, fits, and is gone through by keyboard',
  async () => {
    const found = await forAll(states, WIDE, async ({ page, troubles }, state) => {
      await openState(page, state);
      // A request that is meant to fail is told by the browser itself.
      const seen = troubles.splice(0).filter((trouble) => !trouble.includes('Failed to load resource'));
      seen.push(...(await page.evaluate(shifts)), ...(await walk(page)));
      for (const size of [WIDE, ...NARROWER]) {
        if (size !== WIDE) await page.setViewportSize(size);
        seen.push(...(await page.evaluate(outside)).map((one) => `at ${size.width}: ${one}`));
      }
      await page.setViewportSize(WIDE);
      return seen;
    });
    expect(found).toEqual({});
  },
  A_WALK_MS,
);

test.each(NARROWER)(
  'every page stands still at $width pixels',
  async (size) => {
    const pages = states.filter(({ name }) => !name.includes('-'));
    const found = await forAll(pages, size, async ({ page }, state) => {
      await openState(page, state);
      return await page.evaluate(shifts);
    });
    expect(found).toEqual({});
  },
  A_WALK_MS,
);

/** By name of the state what was wrong with it. */
async function forAll(
  wanted: readonly PageState[],
  viewport: { width: number; height: number },
  look: (watched: WatchedPage, state: PageState) => Promise<string[]>,
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  const left = [...wanted];
  const lookAtNext = async (): Promise<void> => {
    const watched = await openPage({ viewport, reducedMotion: 'reduce' });
    await watched.page.addInitScript(watchShifts);
    watched.page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      // What the page made itself lies in no one else's hands.
      if (hostname !== '127.0.0.1' && protocol !== 'blob:' && protocol !== 'data:')
        watched.troubles.push(`asked of somebody else: ${request.url()}`);
    });
    for (let state = left.shift(); state !== undefined; state = left.shift()) {
      const seen = await look(watched, state);
      if (seen.length > 0) found[state.name] = seen;
    }
    await watched.page.context().close();
  };
  // The first starts the browser.
  const first = await openPage();
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, lookAtNext));
  await first.page.context().close();
  return found;
}

/** Runs before the page: remembers what moved without being told to. */
function watchShifts(): void {
  interface Shift extends PerformanceEntry {
    value: number;
    hadRecentInput: boolean;
    sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
  }
  const moved: Moved[] = [];
  Object.assign(globalThis, { moved });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) {
      if (entry.hadRecentInput) continue;
      const parts = entry.sources.map(({ node, previousRect: was, currentRect: is }) => {
        const element = node instanceof Element ? node : node?.parentElement;
        const text = `${element?.tagName} ${String(element?.className)} "${element?.textContent.slice(0, 30)}"`;
        return `${text} ${was.x},${was.y} ${was.width}×${was.height} → ${is.x},${is.y} ${is.width}×${is.height}`;
      });
      moved.push({ by: entry.value, told: `moved by ${entry.value.toFixed(4)}: ${parts.join('; ')}` });
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

interface Moved {
  /** Share of the window times share of the way. */
  by: number;
  told: string;
}

/** Runs in the page: what moved, if all of it together is more than can be seen. */
function shifts(): string[] {
  const { moved } = globalThis as unknown as { moved: Moved[] };
  const sum = moved.reduce((all, { by }) => all + by, 0);
  return sum < 0.001 ? [] : moved.map(({ told }) => told);
}

/** Runs in the page: what can be used but lies beside it, where no scrolling leads. */
function outside(): string[] {
  const found: string[] = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide`);
  // Cut by a box that lies inside of the page, or scrolled in it.
  const isKept = (element: Element): boolean => {
    for (let box = element.parentElement; box !== null && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== 'visible' && box.getBoundingClientRect().right <= innerWidth + 1)
        return box.getBoundingClientRect().width >= 8;
    return false;
  };
  for (const element of document.querySelectorAll('a, button, input, select, textarea, h1, h2')) {
    const { left, right, width, height } = element.getBoundingClientRect();
    if (width <= 1 || height <= 1 || !element.checkVisibility()) continue;
    if ((left < -1 || right > innerWidth + 1) && !isKept(element))
      found.push(`outside, ${left} to ${right}: ${element.outerHTML.slice(0, 150)}`);
  }
  return found;
}

/** Presses Tab until it is back where it began; what was wrong on the way. */
async function walk(page: Page): Promise<string[]> {
  await page.evaluate(() => Object.assign(globalThis, { reached: new Map<Element, number>() }));
  const found: string[] = [];
  for (let step = 0; ; step++) {
    if (step === MOST_STOPS) return [...found, `not through after ${MOST_STOPS} stops`];
    // Held down: nothing is told by letting go of it.
    await page.keyboard.down('Tab');
    const stop = await page.evaluate(stopHere, step);
    if (stop === 'back') break;
    if (stop !== null) found.push(stop);
    if (stop?.startsWith('trapped')) break;
  }
  await page.keyboard.up('Tab');
  return [...found, ...(await page.evaluate(notReached))];
}

const MOST_STOPS = 600;

/** Runs in the page: "back" where the focus has been everywhere, else what is wrong with where it is, or null. */
async function stopHere(step: number): Promise<string | null> {
  const { reached } = globalThis as unknown as { reached: Map<Element, number> };
  const here = document.activeElement;
  // Between the end of the page and its beginning.
  if (here === null || here === document.body) return null;
  // Rows come with the frame in which the list is scrolled to them, or when the server has answered.
  const table = here.closest('[role=table]');
  const isLastOfMore = (): boolean =>
    table?.getAttribute('aria-rowcount') === '-1' && [...table.querySelectorAll('a[href]')].at(-1) === here;
  for (let frames = 0; table !== null && (frames === 0 || (frames < 300 && isLastOfMore())); frames++)
    await new Promise((resolve) => requestAnimationFrame(resolve));
  const first = reached.keys().next().value ?? here;
  if (reached.has(here)) return here === first ? 'back' : `trapped at ${here.outerHTML.slice(0, 150)}`;
  reached.set(here, step);
  // The frame of a field may show it, or what is current inside of a tree.
  const styles = [here, here.parentElement, here.parentElement?.parentElement, ...here.querySelectorAll('*')]
    .filter((element) => element instanceof Element)
    .flatMap((element) => [getComputedStyle(element), getComputedStyle(element, '::after')]);
  const isShown = styles.some(
    ({ outlineStyle, outlineWidth, boxShadow }) =>
      (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) || boxShadow !== 'none',
  );
  if (!isShown) return `without a sign of focus: ${here.outerHTML.slice(0, 150)}`;
  const { left, right, top, bottom } = here.getBoundingClientRect();
  const isIn = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight;
  return isIn ? null : `out of sight: ${here.outerHTML.slice(0, 150)}`;
}

/** Runs in the page: what a pointer can use and Tab did not get to. */
function notReached(): string[] {
  const { reached } = globalThis as unknown as { reached: Map<Element, number> };
  const scope = document.querySelector('dialog[open]') ?? document;
  return [...scope.querySelectorAll('a[href], button:not(:disabled), input, select, textarea, summary')]
    .filter((element) => element.checkVisibility() && !reached.has(element))
    .filter((element) => !isMovedByArrows(element))
    .map((element) => `not reached: ${element.outerHTML.slice(0, 150)}`);

  /** One of a group of which Tab gets to the current one. */
  function isMovedByArrows(element: Element): boolean {
    const group = element.closest('[role=tree], [role=tablist], [role=listbox], [role=radiogroup]');
    const peers = group === null ? [] : [...reached.keys()].filter((other) => group.contains(other));
    if (peers.length > 0) return true;
    const { name, type } = element as HTMLInputElement;
    return type === 'radio' && [...reached.keys()].some((other) => (other as HTMLInputElement).name === name);
  }
}
