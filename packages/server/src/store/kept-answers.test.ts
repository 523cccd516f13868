/** Answers that are given again: only as long as they are the answer. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KeptAnswers } from './kept-answers.js';
import { plainProject, projectIdOf, readProjects, saveProjects } from './projects.js';
import { sql } from './sql.js';
import type { Store } from './store.js';
import { openTempStore } from './temp-store.fixture.js';

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => ({ store, remove } = await openTempStore()));
afterAll(() => remove());

const question = { text: 'SELECT 1', params: {} };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (answer: Uint8Array): string => new TextDecoder().decode(answer);

test('an answer is given again until one of its tables is written to, or anything is commanded', async () => {
  const kept = new KeptAnswers();
  let asked = 0;
  const get = async (): Promise<string> =>
    text(await kept.get(question, ['projects'], () => Promise.resolve(bytes(String((asked += 1))))));
  expect([await get(), await get()]).toEqual(['1', '1']);
  await kept.insert('runs', () => Promise.resolve());
  expect(await get()).toBe('1');
  await kept.insert('projects', () => Promise.resolve());
  expect([await get(), await get()]).toEqual(['2', '2']);
  await kept.command(() => Promise.resolve());
  expect(await get()).toBe('3');
  await expect(kept.insert('projects', () => Promise.reject(new Error('half of it was stored')))).rejects.toThrow();
  expect(await get()).toBe('4');
});

test('what was asked while something is written is given to nobody else', async () => {
  const kept = new KeptAnswers();
  let stored = 'before';
  const get = (): Promise<Uint8Array> => kept.get(question, ['projects'], () => Promise.resolve(bytes(stored)));
  await kept.insert('projects', async () => {
    expect(text(await get())).toBe('before');
    stored = 'after';
  });
  expect(text(await get())).toBe('after');
});

test('the bytes are the own ones of whoever asks', async () => {
  const kept = new KeptAnswers();
  const get = (): Promise<Uint8Array> => kept.get(question, ['projects'], () => Promise.resolve(bytes('same')));
  (await get()).fill(0);
  (await get()).fill(0);
  expect(text(await get())).toBe('same');
});

test('a project is there as soon as it was saved, and gone when it was deleted', async () => {
  const names = async (): Promise<string[]> => (await readProjects(store)).map(({ name }) => name);
  const ids = ['one', 'two'].map((name) => projectIdOf(name));
  expect(await names()).toEqual([]);
  await saveProjects(store, [plainProject(ids[0] ?? '', 'one', 1, 1)]);
  expect(await names()).toEqual(['one']);
  await saveProjects(store, [plainProject(ids[1] ?? '', 'two', 2, 1)]);
  expect(await names()).toEqual(['one', 'two']);
  await store.command(sql`DELETE FROM projects WHERE name = ${'one'}`);
  expect(await names()).toEqual(['two']);
});
