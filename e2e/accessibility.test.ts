/** axe-core finds nothing on any page in any state, in either theme. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import { openState, startPageStates, type PageState } from './harness/page-states.js';
import { stopAllServers } from './harness/server.js';

const axeScript = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const A_WALK_MS = 900_000;

let states: PageState[];

beforeAll(async () => {
  states = await startPageStates();
}, A_WALK_MS);

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

test(
  'every state in both themes',
  async () => {
    // The page's own policy refuses foreign scripts, so axe is let in past it.
    const { page } = await openPage({ bypassCSP: true, reducedMotion: 'reduce' });
    const found: Record<string, string[]> = {};
    for (const state of states) {
      await page.emulateMedia({ colorScheme: 'light' });
      await openState(page, state);
      await page.addScriptTag({ content: axeScript });
      const light = await violations(page);
      // The other theme has other colours, and nothing else.
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await violations(page, 'color-contrast');
      if (light.length + dark.length > 0) found[state.name] = [...light, ...dark.map((one) => `dark: ${one}`)];
    }
    await page.context().close();
    expect(found).toEqual({});
  },
  A_WALK_MS,
);

/** In words. `rule`: only that one. */
async function violations(page: Page, rule?: string): Promise<string[]> {
  const found = await page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    // A row's accessible name begins with the run's name (pageTree reads it there) and goes on in
    // words, where this rule would have the figures of its columns: "3.51k" for "3.51k tokens".
    const rules = { 'label-content-name-mismatch': { enabled: false } };
    const options: RunOptions = only === undefined ? { rules } : { runOnly: [only] };
    return (await axe.run({ ...options, resultTypes: ['violations'] })).violations;
  }, rule);
  return found.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)}`));
}
