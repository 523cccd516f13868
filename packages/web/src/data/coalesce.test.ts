import { expect, test } from 'vitest';
import { coalesce } from './coalesce.js';

/** Work whose end the test decides. */
function controlled() {
  const ends: (() => void)[] = [];
  let started = 0;
  const ask = coalesce(() => {
    started += 1;
    return new Promise<void>((resolve, reject) => ends.push(started === 2 ? () => reject(new Error('lost')) : resolve));
  });
  const end = async () => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ask, end, started: () => started };
}

test('wishes during the work are answered by one more', async () => {
  const { ask, end, started } = controlled();
  ask();
  ask();
  ask();
  expect(started()).toBe(1);
  await end();
  expect(started()).toBe(2);
  await end();
  expect(started()).toBe(2);
});

test('a failure does not end it', async () => {
  const { ask, end, started } = controlled();
  ask();
  await end();
  ask();
  ask();
  await end();
  expect(started()).toBe(3);
});
