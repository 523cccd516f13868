import { expect, test } from 'vitest';
import { splitError } from './error-text.js';

test('a text without calls is all message', () => {
  expect(splitError('Order 4711 not found\nin the archive\n')).toEqual({
    message: 'Order 4711 not found\nin the archive',
    stack: '',
  });
});

test("JavaScript's calls are below the message, causes among them", () => {
  const text =
    'Error: refund failed\n    at refund (/app/a.js:1:2)\n    at main\n  [cause]: Error: timeout\n    at fetch';
  expect(splitError(text)).toEqual({
    message: 'Error: refund failed',
    stack: '    at refund (/app/a.js:1:2)\n    at main\n  [cause]: Error: timeout\n    at fetch',
  });
});

test('a message of several lines stays whole', () => {
  expect(splitError('Error: first\nsecond\n    at x').message).toBe('Error: first\nsecond');
});

test("Python's message is its last line", () => {
  const text =
    'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    raise ValueError("no")\n\nValueError: no\n';
  expect(splitError(text)).toEqual({
    message: 'ValueError: no',
    stack: 'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    raise ValueError("no")\n',
  });
});

test('langsmith for Python writes the message first and the traceback behind it', () => {
  const text = 'ValueError(\'no\')\n\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: no';
  expect(splitError(text)).toEqual({
    message: "ValueError('no')",
    stack: 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: no',
  });
});

test('calls alone are not lost', () => {
  expect(splitError('    at x\n    at y')).toEqual({ message: 'at x', stack: '    at x\n    at y' });
  expect(splitError('Traceback (most recent call last):\n  File "a.py"')).toEqual({
    message: 'Traceback (most recent call last):',
    stack: '  File "a.py"',
  });
});
