/**
 * PyPI's `langsmith`, unchanged but for its endpoint: what it sends is what it reads back, and every
 * run is in its place on the page.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import { pythonVersion, runPython } from './harness/python.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import { outlineTree, pageTree } from './harness/tree.js';

if (pythonVersion === null)
  console.warn('SKIPPED: there is no python3 with venv on the path, so PyPI’s langsmith is not tested.');

describe.skipIf(pythonVersion === null)('langsmith of PyPI', () => {
  let server: RunningServer;
  let seen: Record<string, unknown>;

  beforeAll(async () => {
    server = await startServer();
    seen = JSON.parse(await runPython('official_client.py', server.url)) as Record<string, unknown>;
  });

  afterAll(async () => {
    await closeBrowser();
    await stopAllServers();
  });

  test('reads back what it sent', () => {
    expect(seen.root).toEqual({
      name: 'ask',
      inputs: { question: 'Why are there tides?' },
      outputs: expect.objectContaining({ tokens: 'ab', trace_id: seen.trace_id }) as unknown,
      status: 'success',
      tags: ['tea'],
      ended: true,
    });
    expect(seen.edges).toEqual(
      [
        ' > ask',
        'ask > answer',
        'ask > rate',
        'ask > search',
        'ask > search',
        'ask > tokens',
        'search > embed',
        'search > embed',
      ].toSorted(),
    );
    expect(seen.tokens).toEqual([15]);
    expect(seen.errors).toEqual([expect.stringMatching(/ValueError\('no rating today'\)[^]*Traceback/)]);
    expect(seen.failed).toEqual(['rate']);
  });

  test('reads, makes and lists projects', () => {
    expect(seen.project).toBe('official-python');
    expect(seen.created).toBe('python-by-hand');
    expect(seen.projects).toEqual(expect.arrayContaining(['default', 'official-python', 'python-by-hand']));
  });

  test('the page shows every run in its place', async () => {
    const expected = 'ask(search(embed),search(embed),answer,rate,tokens)';
    const traceId = String(seen.trace_id);
    expect(await outlineTree(server.url, traceId)).toBe(expected);
    const { page, troubles } = await openPage();
    await page.goto(`${server.url}/trace/${traceId}`);
    await expect.poll(() => pageTree(page)).toBe(expected);
    expect(troubles).toEqual([]);
  });
});
