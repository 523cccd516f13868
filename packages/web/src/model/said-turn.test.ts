import { describe, expect, test } from 'vitest';
import { saidTurn } from './said-turn.js';

const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });

describe('a turn', () => {
  test('is its question and its answer', () => {
    expect(saidTurn({ messages: [user('Where?')] }, { messages: [assistant('There.')] })).toEqual({
      asked: [{ role: 'User', text: 'Where?' }],
      answered: [{ role: 'Assistant', text: 'There.' }],
    });
  });

  test('without the turns before it, which the program handed on', () => {
    const history = [{ role: 'system', content: 'Be short.' }, user('Where?'), assistant('There.'), user('When?')];
    expect(saidTurn({ messages: history }, { messages: [...history, assistant('Now.')] })).toEqual({
      asked: [{ role: 'User', text: 'When?' }],
      answered: [{ role: 'Assistant', text: 'Now.' }],
    });
  });

  test('of a program that has no messages is its one text, or JSON', () => {
    expect(saidTurn({ question: 'Where?' }, 'There.')).toEqual({
      asked: [{ role: null, text: 'Where?' }],
      answered: [{ role: null, text: 'There.' }],
    });
    expect(saidTurn({ a: 1, b: 'x' }, {})).toEqual({
      asked: [{ role: null, text: '{\n  "a": 1,\n  "b": "x"\n}' }],
      answered: [],
    });
    expect(saidTurn(null, null)).toEqual({ asked: [], answered: [] });
  });

  test('that has only called tools has said nothing', () => {
    const call = { role: 'assistant', content: null, tool_calls: [{ function: { name: 'look', arguments: '{}' } }] };
    expect(saidTurn({ messages: [user('Where?')] }, call).answered).toEqual([]);
  });
});
