/**
 * The SDK in a realm that has the web's globals and nothing of Node.js, as edge runtimes have: with
 * and without AsyncLocalStorage. While modules load they allow neither timers nor random values.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const PROGRAM = `
  import { Client, traceable } from 'tracenest';
  import { MemoryExporter, printTree, runsOf } from 'tracenest/testing';

  globalThis.main = async () => {
    const exporter = new MemoryExporter();
    const client = new Client({ exporter });
    const config = { client, tracingEnabled: true };
    const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
    const child = traceable(async () => await sleep(1), { name: 'child', ...config });
    const request = async () => { await sleep(5); await child(); await sleep(5); };
    const named = (name) => traceable(request, { name, ...config })();
    await Promise.all([named('first'), named('second')]);
    await client.flush();
    const runs = runsOf(exporter.records);
    const codes = runs.flatMap(({ extra }) => (extra.tracenest?.findings ?? []).map(({ code }) => code));
    return { tree: printTree(runs), codes };
  };`;

interface Told {
  tree: string;
  codes: string[];
}

/** Runs the program, with these globals beside those of the web. */
async function inEdgeRealm(more: object): Promise<Told> {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: import.meta.dirname },
    ...{ bundle: true, write: false, platform: 'neutral', format: 'iife', target: 'es2022' },
    conditions: ['edge-light', 'worker'],
  });
  let isLoading = true;
  const onceLoaded = <A extends unknown[], R>(work: (...args: A) => R) => {
    return (...args: A): R => {
      if (isLoading) throw new RangeError('Not allowed while modules load.');
      return work(...args);
    };
  };
  const crypto = {
    getRandomValues: onceLoaded(<T extends Uint8Array<ArrayBuffer>>(array: T): T =>
      globalThis.crypto.getRandomValues(array),
    ),
    randomUUID: onceLoaded(() => globalThis.crypto.randomUUID()),
  };
  const { URL, URLSearchParams, TextEncoder, TextDecoder, AbortController, AbortSignal, Headers, Response } =
    globalThis;
  const { Blob, performance, ReadableStream, TransformStream, CompressionStream, console, clearTimeout } = globalThis;
  const realm = createContext({
    ...{ URL, URLSearchParams, TextEncoder, TextDecoder, AbortController, AbortSignal, Headers, Response, Blob },
    ...{ performance, ReadableStream, TransformStream, CompressionStream, console, clearTimeout, crypto },
    setTimeout: onceLoaded(setTimeout),
    setInterval: onceLoaded(setInterval),
    clearInterval,
    fetch: onceLoaded(fetch),
    ...more,
  }) as { main?: () => Promise<Told> };
  runInContext(outputFiles[0]?.text ?? '', realm);
  isLoading = false;
  const { main } = realm;
  if (main === undefined) throw new RangeError('The program did not load.');
  return await main();
}

describe('an edge runtime', () => {
  test('with AsyncLocalStorage as a global nests as Node.js does', async () => {
    const { tree, codes } = await inEdgeRealm({ AsyncLocalStorage });
    expect(tree.split('\n').map((line) => line.trimEnd())).toEqual(['first', '  child', 'second', '  child']);
    expect(codes).not.toContain('no-async-context');
  });

  test('that gives it by name nests too', async () => {
    const process = {
      getBuiltinModule: (name: string) => (name === 'node:async_hooks' ? { AsyncLocalStorage } : undefined),
    };
    expect((await inEdgeRealm({ process })).tree).toContain('first\n  child');
  });

  test.each([
    ['without it', {}],
    [
      'that refuses to give it',
      {
        process: {
          getBuiltinModule: () => {
            throw new RangeError('no');
          },
        },
      },
    ],
  ])('%s says so and never guesses', async (_, more) => {
    const { tree, codes } = await inEdgeRealm(more);
    expect(tree.split('\n').map((line) => line.trimEnd().replace(/ \[.*/, ''))).toEqual([
      'first',
      'second',
      'child',
      'child',
    ]);
    expect(codes.filter((code) => code === 'no-async-context').length).toBeGreaterThanOrEqual(2);
  });
});
