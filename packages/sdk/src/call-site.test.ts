import { expect, test } from 'vitest';
import { callSite, withoutOwnFrames } from './call-site.js';

test('the line of the program that called the SDK', () => {
  expect(callSite()).toMatch(/\/call-site\.test\.ts:5$/);
});

test('a stack without the frames of the SDK and of the context it runs in', () => {
  const here = import.meta.dirname;
  const theirs = [
    'TypeError: bad',
    '    at work (/app/work.js:3:9)',
    `    at ${here.slice(0, -1)}/other.ts:1:1`,
    '    at request (/app/traceable.js:8:2)',
  ];
  const ours = [
    '    at AsyncLocalStorage.run (node:async_hooks:346:14)',
    `    at within (${here}/context.ts:14:33)`,
    `    at Object.call (file://${here}/settle-iterators.ts:9:1)`.replace('file://', ''),
  ];
  const [message = '', work = '', ...rest] = theirs;
  expect(withoutOwnFrames([message, work, ...ours, ...rest].join('\n'))).toBe(theirs.join('\n'));
});

test('text that is no stack stays', () => {
  expect(withoutOwnFrames('nothing to see')).toBe('nothing to see');
});
