/** The entry that LangChain.js reads shares the current run, and keeps the one storage. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from 'vitest';
import * as official from 'langsmith/singletons/traceable';
import * as officialRuns from 'langsmith/run_trees';
import { Client, getDefaultProjectName, MemoryExporter, traceable } from './index.js';
import * as ourRuns from './public-run-tree.js';
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

test('the entries have the other names that LangChain.js imports, and they give the same', () => {
  const id = '01a1fda9-f194-7000-8000-01e7a8c322b4';
  for (const order of [undefined, 1, 42])
    expect(ourRuns.convertToDottedOrderFormat(1_795_257_135_508, id, order)).toEqual(
      officialRuns.convertToDottedOrderFormat(1_795_257_135_508, id, order),
    );
  for (const value of [new ourRuns.RunTree({ name: 'a' }), new officialRuns.RunTree({ name: 'a' }), {}, null, 'a'])
    expect(ourRuns.isRunTree(value)).toBe(officialRuns.isRunTree(value as object));
  for (const project of ['mine', '']) {
    process.env['LANGSMITH_PROJECT'] = project;
    expect(getDefaultProjectName()).toBe(project === '' ? 'default' : project);
  }
  delete process.env['LANGSMITH_PROJECT'];
});
