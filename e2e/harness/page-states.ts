/**
 * Every page in every state that a reader can meet, with data that brings it about: for pictures,
 * accessibility, and what must hold on all of them.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { sendRich } from './rich-run.js';
import { startServer } from './server.js';
import { sendSuspected, sendUnfollowed } from './splits.js';
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
} from './traces.js';

export interface PageState {
  name: string;
  url: string;
  /** What the reader does there, if not only look. */
  act?: (page: Page) => Promise<void>;
}

/** A parent counts as missing after ten seconds; findings and splits are searched for some seconds later. */
const FOUND_AFTER_MS = 20_000;

/** A name that breaks what is built for short ones from left to right. */
export const STRANGE_PROJECT = `שלום <b>&"'/?#%2F ${'long'.repeat(40)} 👩‍👩‍👧‍👦`;

/** Starts two servers, fills one, and gives all states there are. The servers are for the caller to stop. */
export async function startPageStates(): Promise<PageState[]> {
  const [empty, server] = await Promise.all([startServer(), startServer()]);
  const send = sendTrace.bind(null, server.url);
  const beganMs = Date.now();
  // First what has to be waited for.
  const gap = await send('checkout', gapTrace, 60_000);
  const suspected = await sendSuspected(server.url, 'checkout');
  const unfollowed = await sendUnfollowed(server.url, 'checkout');
  const agent = await send('checkout', agentTrace);
  const changed = await send('checkout', changedAgent, 15_000);
  const rich = await sendRich(server.url, 'checkout', agent.traceId);
  const wideMs = Date.now() - 20_000;
  const wide = await send('nightly', wideTrace(50));
  const huge = await send('nightly', wideTrace(2500), 200_000);
  const deep = await send('nightly', deepTrace(60));
  const hostile = await send(STRANGE_PROJECT, hostileTrace);
  for (let index = 0; index < 40; index++) await send('checkout', agentTrace, 100_000 + index * 61_000);
  for (const number of [1, 2, 3]) await send('support', turnTrace('chat-7', number), 300_000 - number * 60_000);
  await send('support', turnTrace(STRANGE_PROJECT, 1), 400_000);
  const running = await send('checkout', runningTrace, 3000);
  await sendRefused(server.url, STRANGE_PROJECT);
  const shared = await share(server.url, agent.traceId);
  await sleep(Math.max(0, beganMs + FOUND_AFTER_MS - Date.now()));

  const trace = `/trace/${agent.traceId}`;
  const strange = `/project/${encodeURIComponent(STRANGE_PROJECT)}`;
  const states: [name: string, path: string, act?: PageState['act']][] = [
    ['first-run', empty.url],
    ['projects', '/'],
    ['traces', '/project/checkout'],
    ['traces-strange', strange],
    ['traces-unknown-project', '/project/no-such-project'],
    ['traces-picked', `/project/checkout?pick=${agent.traceId},${changed.traceId}`],
    ['findings', '/project/checkout/findings'],
    ['findings-none', '/project/nightly/findings?range=hour'],
    ['finding', '/finding/split-trace'],
    ['finding-unknown', '/finding/no-such-code'],
    ['threads', '/project/support/threads'],
    ['threads-none', '/project/nightly/threads'],
    ['thread', '/project/support/thread/chat-7'],
    ['thread-strange', `/project/support/thread/${encodeURIComponent(STRANGE_PROJECT)}`],
    ['thread-unknown', '/project/support/thread/none'],
    ['preferences', '/preferences'],
    ['search', '/search'],
    ['search-filter', '/search?q=eq(run_type%2C+%22llm%22)&project=checkout'],
    ['search-none', '/search?q=nowhere-to-be-found&project=checkout&roots=1'],
    ['search-wrong-filter', '/search?q=eq(nmae%2C+%22x%22)'],
    ['trace', trace],
    ['trace-model-run', `${trace}?run=${agent.idOf('ChatOpenAI')}`],
    ['trace-error', `${trace}?run=${agent.idOf('notify')}`],
    ['trace-searched', `${trace}?q=order&calls=1`],
    ['trace-critical-path', `${trace}?critical=1&tab=details`],
    ['trace-levels', `/trace/${wide.traceId}?level=2`],
    ['trace-zoomed', `/trace/${wide.traceId}?zoom=${wideMs + 1000}-${wideMs + 2000}`],
    ['trace-running', `/trace/${running.traceId}?run=${running.idOf('draft')}`],
    ['trace-finding', `/trace/${gap.traceId}?run=${gap.idOf('parse rows')}&tab=placement`],
    ['trace-split', `/trace/${suspected.step.id}`],
    ['trace-joined', `/trace/${unfollowed.caller.id}`],
    ['trace-200-runs', `/trace/${wide.traceId}`],
    ['trace-10000-runs', `/trace/${huge.traceId}`],
    ['trace-60-deep', `/trace/${deep.traceId}`],
    ['trace-hostile', `/trace/${hostile.traceId}`],
    ['trace-unknown', `/trace/${randomUUID()}`],
    ...['messages', 'io', 'error', 'details', 'events', 'feedback', 'attachments', 'links', 'placement', 'raw'].map(
      (tab): [string, string] => [`details-${tab}`, `/trace/${rich}?tab=${tab}`],
    ),
    ['details-raw-json', `/trace/${rich}?tab=io&form=raw&find=weather`],
    ['details-markdown', `/trace/${rich}?tab=messages&form=markdown`],
    ['conversation', `${trace}/conversation`],
    ['conversation-none', `/trace/${gap.traceId}/conversation`],
    ['outline', `/trace/${gap.traceId}/outline`],
    ['outline-hostile', `/trace/${hostile.traceId}/outline`],
    ['compare', `/compare/${agent.traceId}/${changed.traceId}`],
    ['compare-run', `/compare/${agent.traceId}/${changed.traceId}?run=${changed.idOf('ChatOpenAI')}&equal=1`],
    ['compare-differences', `/compare/${agent.traceId}/${gap.traceId}?only=1&equal=1`],
    ['compare-hostile', `/compare/${hostile.traceId}/${agent.traceId}`],
    ['compare-same', `/compare/${agent.traceId}/${agent.traceId}`],
    ['compare-unknown', `/compare/${agent.traceId}/${randomUUID()}`],
    ['shared', `${shared}/trace/${agent.traceId}`],
    ['shared-conversation', `${shared}/trace/${agent.traceId}/conversation`],
    ['shared-unknown', `/shared/${randomUUID()}`],
    ['not-found', '/no-such-page'],
    ['palette', trace, (page) => openDialog(page, 'Control+k')],
    ['palette-found', trace, findInPalette],
    ['keys', trace, (page) => openDialog(page, '?')],
    ['panel-findings', `/trace/${gap.traceId}`, (page) => press(page, /finding|note/)],
    ['panel-share', trace, (page) => press(page, 'Share')],
    ['compare-with', trace, (page) => press(page, 'Compare with …')],
    ['trace-unreachable', trace, (page) => refuse(page, '**/api/app/traces/**')],
    ['traces-unreachable', '/project/checkout', (page) => refuse(page, '**/api/app/**')],
  ];
  return states.map(([name, path, act]) => ({ name, url: new URL(path, server.url).href, ...(act && { act }) }));
}

/** Opens a state and waits until nothing more is on its way. */
export async function openState(page: Page, { url, act }: PageState): Promise<void> {
  await page.unrouteAll();
  await page.goto(url);
  await page.waitForLoadState('networkidle');
  if (act === undefined) return;
  await act(page);
  await page.waitForLoadState('networkidle');
}

async function share(url: string, runId: string): Promise<string> {
  const answer = await fetch(`${url}/runs/${runId}/share`, { method: 'PUT' });
  const { share_token: token } = (await answer.json()) as { share_token: string };
  return `/shared/${token}`;
}

async function openDialog(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await page.getByRole('dialog').waitFor();
}

async function findInPalette(page: Page): Promise<void> {
  await openDialog(page, 'Control+k');
  await page.getByRole('combobox', { name: /^Go to a project/ }).fill('order');
  await page.getByRole('option', { name: /order/ }).first().waitFor();
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).first().click();
}

/** From here on nobody answers, as after the end of the server. */
async function refuse(page: Page, addresses: string): Promise<void> {
  await page.route(addresses, (route) => route.abort());
  await page.reload();
  await page.getByRole('button', { name: 'Try again' }).or(page.getByRole('alert')).first().waitFor();
}
