/**
 * Every page and state as pictures for people to look at: 1440 and 900 pixels, light and dark.
 *
 *     npm run screenshots -- /tmp/shots
 */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeBrowser, openPage } from './harness/browser.js';
import { sendSuspected, sendUnfollowed } from './harness/splits.js';
import { startServer, stopAllServers } from './harness/server.js';
import {
  agentTrace,
  changedAgent,
  deepTrace,
  gapTrace,
  hostileTrace,
  runningTrace,
  sendRefused,
  sendTrace,
  turnTrace,
  wideTrace,
} from './harness/traces.js';

const folder = process.argv[2];
if (!folder) {
  console.error('Which folder? For example: npm run screenshots -- /tmp/shots');
  process.exit(2);
}
await mkdir(folder, { recursive: true });

const [empty, server] = await Promise.all([startServer(), startServer()]);
try {
  const agent = await sendTrace(server.url, 'checkout', agentTrace);
  const changed = await sendTrace(server.url, 'checkout', changedAgent, 15_000);
  const gap = await sendTrace(server.url, 'checkout', gapTrace, 60_000);
  const wide = await sendTrace(server.url, 'nightly', wideTrace(50));
  const huge = await sendTrace(server.url, 'nightly', wideTrace(2500), 200_000);
  const deep = await sendTrace(server.url, 'nightly', deepTrace(60));
  const hostile = await sendTrace(server.url, 'hostile', hostileTrace);
  for (let index = 0; index < 40; index++)
    await sendTrace(server.url, 'checkout', agentTrace, 100_000 + index * 61_000);
  for (const number of [1, 2, 3])
    await sendTrace(server.url, 'support', turnTrace('chat-7', number), 300_000 - number * 60_000);
  const running = await sendTrace(server.url, 'checkout', runningTrace, 3000);
  await sendRefused(server.url, 'hostile');

  const suspected = await sendSuspected(server.url, 'checkout');
  const unfollowed = await sendUnfollowed(server.url, 'checkout');
  // A parent counts as missing after ten seconds; findings and splits are searched for some seconds later.
  await sleep(20_000);

  const states: Record<string, string> = {
    'first-run': empty.url,
    projects: '/',
    traces: '/project/checkout',
    'traces-hostile': '/project/hostile',
    'traces-unknown-project': '/project/no-such-project',
    trace: `/trace/${agent.traceId}`,
    conversation: `/trace/${agent.traceId}/conversation`,
    outline: `/trace/${gap.traceId}/outline`,
    threads: '/project/checkout/threads',
    'threads-none': '/project/nightly/threads',
    thread: '/project/support/thread/chat-7',
    'trace-model-run': `/trace/${agent.traceId}?run=${agent.idOf('ChatOpenAI')}`,
    'trace-error': `/trace/${agent.traceId}?run=${agent.idOf('notify')}`,
    'trace-searched': `/trace/${agent.traceId}?q=order&calls=1`,
    'trace-levels': `/trace/${wide.traceId}?level=2`,
    'trace-running': `/trace/${running.traceId}?run=${running.idOf('draft')}`,
    'trace-critical-path': `/trace/${agent.traceId}?critical=1&tab=details`,
    'trace-finding': `/trace/${gap.traceId}?run=${gap.idOf('parse rows')}&tab=placement`,
    findings: '/project/checkout/findings',
    'findings-none': '/project/nightly/findings?range=hour',
    finding: '/finding/split-trace',
    preferences: '/preferences',
    search: '/search',
    'search-filter': '/search?q=eq(run_type%2C+%22llm%22)&project=checkout',
    'search-none': '/search?q=nowhere-to-be-found&project=checkout',
    'search-wrong-filter': '/search?q=eq(nmae%2C+%22x%22)',
    'trace-split': `/trace/${suspected.step.id}`,
    'trace-joined': `/trace/${unfollowed.caller.id}`,
    'trace-200-runs': `/trace/${wide.traceId}`,
    'trace-10000-runs': `/trace/${huge.traceId}`,
    'trace-60-deep': `/trace/${deep.traceId}`,
    'trace-hostile': `/trace/${hostile.traceId}`,
    'traces-picked': `/project/checkout?pick=${agent.traceId},${changed.traceId}`,
    compare: `/compare/${agent.traceId}/${changed.traceId}`,
    'compare-run': `/compare/${agent.traceId}/${changed.traceId}?run=${changed.idOf('ChatOpenAI')}&equal=1`,
    'compare-differences': `/compare/${agent.traceId}/${gap.traceId}?only=1`,
    'compare-hostile': `/compare/${hostile.traceId}/${agent.traceId}`,
    'compare-unknown': `/compare/${agent.traceId}/${randomUUID()}`,
    'trace-unknown': `/trace/${randomUUID()}`,
    'not-found': '/no-such-page',
  };
  const dialogs: Record<string, string> = { palette: 'Control+k', keys: '?' };
  for (const width of [1440, 900]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await openPage({ viewport: { width, height: 900 }, colorScheme });
      for (const [name, path] of Object.entries(states)) {
        await page.goto(new URL(path, server.url).href);
        await page.waitForLoadState('networkidle');
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
      }
      for (const [name, key] of Object.entries(dialogs)) {
        await page.goto(new URL(`/trace/${agent.traceId}`, server.url).href);
        await page.waitForLoadState('networkidle');
        await page.keyboard.press(key);
        await page.getByRole('dialog').waitFor();
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
      }
      await page.context().close();
    }
  }
  const { page } = await openPage();
  await page.goto(server.url);
  await page.waitForLoadState('networkidle');
  await server.stop();
  await page
    .getByRole('link', { name: /^checkout/ })
    .first()
    .click();
  // The page tries again for a while before it says that the server does not answer.
  await page.waitForTimeout(8000);
  await page.screenshot({ path: join(folder, 'server-down-1440-light.png') });
} finally {
  await closeBrowser();
  await stopAllServers();
}
