/** axe-core finds nothing serious on any page, in either theme. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { PackedTrace } from 'tracenest/wire';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import { sendSuspected } from './harness/splits.js';
import { agentTrace, gapTrace, runningTrace, sendRefused, sendTrace } from './harness/traces.js';

const axeScript = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let empty: RunningServer;
let server: RunningServer;
const paths: Record<string, string> = {
  projects: '/',
  traces: '/project/checkout',
  'not found': '/no-such-page',
  findings: '/project/checkout/findings',
  'a finding': '/finding/split-trace',
  preferences: '/preferences',
  search: '/search',
  'a search without runs': '/search?q=nowhere-to-be-found&roots=1',
  'a wrong filter': '/search?q=eq(',
};

beforeAll(async () => {
  [empty, server] = await Promise.all([startServer(), startServer()]);
  const agent = await sendTrace(server.url, 'checkout', agentTrace);
  const gap = await sendTrace(server.url, 'checkout', gapTrace);
  const running = await sendTrace(server.url, 'checkout', runningTrace);
  const { job } = await sendSuspected(server.url, 'checkout');
  await sendRefused(server.url, 'checkout');
  paths['traces to compare'] = `/project/checkout?pick=${agent.traceId},${gap.traceId}`;
  paths['two traces compared'] = `/compare/${agent.traceId}/${gap.traceId}`;
  paths['only differences'] = `/compare/${agent.traceId}/${gap.traceId}?only=1&equal=1`;
  paths['a trace compared with none'] = `/compare/${agent.traceId}/${agent.traceId}`;
  paths.trace = `/trace/${agent.traceId}`;
  paths.conversation = `/trace/${agent.traceId}/conversation`;
  paths.outline = `/trace/${gap.traceId}/outline`;
  paths.threads = '/project/checkout/threads';
  paths['a thread'] = '/project/checkout/thread/c-81';
  paths['a searched trace'] = `/trace/${agent.traceId}?q=order&calls=1&critical=1`;
  paths['split trace'] = `/trace/${job.id}`;
  // Splits are searched for a moment after runs have arrived.
  const looked = async (): Promise<boolean> => {
    const answer = await fetch(`${server.url}/api/app/traces/${job.id}`);
    return ((await answer.json()) as PackedTrace).splits.length > 0;
  };
  await vi.waitUntil(looked, { timeout: 30_000, interval: 500 });
  paths['critical path'] = `/trace/${agent.traceId}?critical=1&tab=details`;
  paths['run with an error'] = `/trace/${agent.traceId}?run=${agent.idOf('notify')}`;
  paths['run with a finding'] = `/trace/${gap.traceId}?run=${gap.idOf('parse rows')}&tab=placement`;
  paths['running trace'] = `/trace/${running.traceId}`;
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test('the first-run page', async () => {
    expect(await seriousOn(empty.url, colorScheme)).toEqual([]);
  });

  test.each([
    'projects',
    'traces',
    'trace',
    'run with an error',
    'run with a finding',
    'running trace',
    'not found',
    'critical path',
    'traces to compare',
    'two traces compared',
    'only differences',
    'a trace compared with none',
    'split trace',
    'findings',
    'a finding',
    'preferences',
    'search',
    'a search without runs',
    'threads',
    'a thread',
    'conversation',
    'outline',
    'a wrong filter',
  ])('%s', async (name) => {
    expect(await seriousOn(server.url + paths[name], colorScheme)).toEqual([]);
  });
});

describe.each(['light', 'dark'] as const)('above the page, %s', (colorScheme) => {
  test.each([
    ['the palette', 'Control+k'],
    ['the keys', '?'],
  ])('%s', async (_, key) => {
    expect(await seriousOn(server.url + paths.trace, colorScheme, key)).toEqual([]);
  });
});

/** What axe calls serious or critical on a page, in words. `key`: pressed before, opens a dialog. */
async function seriousOn(url: string, colorScheme: 'light' | 'dark', key?: string): Promise<string[]> {
  // The page's own policy refuses foreign scripts, so axe is let in past it.
  const { page } = await openPage({ colorScheme, bypassCSP: true, reducedMotion: 'reduce' });
  await page.goto(url);
  await page.waitForLoadState('networkidle');
  if (key !== undefined) {
    await page.keyboard.press(key);
    await page.getByRole('dialog').waitFor();
  }
  await page.addScriptTag({ content: axeScript });
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    // A row's accessible name begins with the run's name (pageTree reads it there) and goes on in
    // words, where this rule would have the figures of its columns: "3.51k" for "3.51k tokens".
    return (await axe.run({ rules: { 'label-content-name-mismatch': { enabled: false } } })).violations;
  });
  await page.context().close();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)}`));
}
