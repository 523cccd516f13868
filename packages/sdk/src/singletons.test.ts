/** The entry that LangChain.js reads shares the current run, and keeps the one storage. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from 'vitest';
import * as official from 'langsmith/singletons/traceable';
import { Client, MemoryExporter, traceable } from './index.js';
import * as ours from './singletons.js';

test('has the names of the official entry', () => {
  expect(Object.keys(ours)).toEqual(expect.arrayContaining(Object.keys(official)));
});

test('gives the storage in which the current run is, whoever tries to set another', () => {
  ours.AsyncLocalStorageProviderSingleton.initializeGlobalInstance(new AsyncLocalStorage());
  const storage = ours.AsyncLocalStorageProviderSingleton.getInstance();
  const client = new Client({ exporter: new MemoryExporter() });
  const outer = traceable(() => [storage.getStore(), ours.getCurrentRunTree()], {
    name: 'outer',
    client,
    tracingEnabled: true,
  });
  const [stored, current] = outer();
  expect(stored).toMatchObject({ name: 'outer' });
  expect(stored).toBe(current);
  expect(official.AsyncLocalStorageProviderSingleton.getInstance()).toBe(storage);
});
