/** The SDK in a real browser: what is known without async context, and how it is sent. */
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { RecordingServer } from '../../packages/sdk/src/recording-server.test-fixture.js';
import { closeBrowser } from '../harness/browser.js';
import { listPrograms } from '../nesting/corpus.js';
import { bundle, runInBrowser, visit } from './browser.js';

afterAll(closeBrowser);

describe('without async context', () => {
  test.each(listPrograms().filter(({ kind }) => kind === 'no-async-context'))('$id is right', async (program) => {
    expect(await runInBrowser(program)).toEqual({ is: 'right' });
  });

  test.each([
    // Not one of the later runs is given to a request, and each says so.
    ['request-boundaries/two-requests-at-once', 'first(load) second(load) save save'],
    ['request-boundaries/mutex-by-promise', 'first second write write'],
  ])('%s is explained: requests never mix', async (id, tree) => {
    expect(await runInBrowser({ id, kind: 'request-boundaries' })).toEqual({ is: 'explained', why: tree });
  });

  test('what needs Node.js is named', async () => {
    const cell = await runInBrowser({ id: 'services/one-call', kind: 'services' });
    expect(cell).toEqual({ is: 'cannot', why: 'needs `node:http`' });
  });
});

test('a large batch is sent compressed', async () => {
  const server = await RecordingServer.start();
  try {
    const { code } = await bundle(join(import.meta.dirname, 'much-to-send.browser.ts'));
    const { failure } = await visit(code, server);
    expect(failure).toBeUndefined();
    expect(server.tree()).toBe('request(child)');
    const [sent] = server.requests.filter(({ path }) => path.endsWith('/runs/multipart'));
    expect(sent?.headers['content-encoding']).toBe('gzip');
    // What the server takes was asked, not guessed: `fetch` is called as browsers want it.
    expect(server.requests.map(({ path }) => path)).toContain('/info');
  } finally {
    await server.close();
  }
});
