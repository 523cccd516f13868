import { describe, expect, test } from 'vitest';
import { errorChain, splitError } from './error-text.js';

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

describe('a chain of errors', () => {
  test('of JavaScript, the thrown one first', () => {
    const text = [
      'MailError: refused',
      '    at send (/app/mail.ts:41:11) {',
      '  [cause]: Error: 550 unavailable',
      '      at Socket.onData (/app/smtp.ts:88:15)',
    ].join('\n');
    expect(errorChain(text)).toEqual([
      { message: 'MailError: refused', stack: '    at send (/app/mail.ts:41:11)' },
      { message: 'Error: 550 unavailable', stack: '      at Socket.onData (/app/smtp.ts:88:15)' },
    ]);
  });

  test('of Python, which tells the cause first', () => {
    const text = [
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in read',
      "KeyError: 'x'",
      '',
      'The above exception was the direct cause of the following exception:',
      '',
      'Traceback (most recent call last):',
      '  File "b.py", line 2, in main',
      'ValueError: bad',
    ].join('\n');
    expect(errorChain(text).map(({ message }) => message)).toEqual(['ValueError: bad', "KeyError: 'x'"]);
  });

  test('of one error is that one', () => {
    expect(errorChain('Error: no')).toEqual([{ message: 'Error: no', stack: '' }]);
  });
});
