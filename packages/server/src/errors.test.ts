import { describe, expect, test } from 'vitest';
import { errorTable, RequestError, type ErrorCode } from './errors.js';

describe('errors of requests', () => {
  test('names are filled in once: a value with braces stays as it is', () => {
    const error = new RequestError('route-not-found', { method: '{path}', path: '/x' });
    expect(error.message).toBe('There is nothing at {path} /x.');
    expect([error.code, error.status]).toEqual(['route-not-found', 404]);
  });

  test('a name that was not given stays visible, also where a prototype has it', () => {
    expect(new RequestError('bad-value', { field: 'limit' }).message).toBe('limit is {value}.');
  });

  test.each(Object.keys(errorTable) as ErrorCode[])('%s is a sentence with a remedy', (code) => {
    const { message, remedy, status } = errorTable[code];
    expect(message).toMatch(/[.}]$/);
    expect(remedy).toMatch(/[.}]$/);
    expect(status).toBeGreaterThanOrEqual(400);
  });
});
