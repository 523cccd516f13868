/**
 * Every page and state as pictures for people to look at: 1440 and 900 pixels, light and dark.
 *
 *     npm run screenshots -- /tmp/shots [part of a name …]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { closeBrowser, openPage } from './harness/browser.js';
import { openState, startPageStates } from './harness/page-states.js';
import { stopAllServers } from './harness/server.js';

const [folder, ...wanted] = process.argv.slice(2);
if (!folder) {
  console.error('Which folder? For example: npm run screenshots -- /tmp/shots');
  process.exit(2);
}
await mkdir(folder, { recursive: true });

try {
  const all = await startPageStates();
  const states = all.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
  for (const width of [1440, 900]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await openPage({ viewport: { width, height: 900 }, colorScheme });
      for (const state of states) {
        await openState(page, state);
        await page.screenshot({ path: join(folder, `${state.name}-${width}-${colorScheme}.png`) });
      }
      await page.context().close();
    }
  }
} finally {
  await closeBrowser();
  await stopAllServers();
}
