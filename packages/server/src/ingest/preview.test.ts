import type { Json } from 'tracenest/wire';
import { expect, test } from 'vitest';
import { previewLength, previewOf } from './preview.js';

const preview = (value: Json, prefers: 'user' | 'assistant' = 'user'): string | null =>
  previewOf(value, JSON.stringify(value), prefers);
const human = {
  lc: 1,
  type: 'constructor',
  id: ['langchain_core', 'messages', 'HumanMessage'],
  kwargs: { content: 'from LangChain' },
};
const ai = {
  lc: 1,
  type: 'constructor',
  id: ['langchain_core', 'messages', 'AIMessage'],
  kwargs: {
    content: [
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ],
  },
};

test.each<[string, Json, 'user' | 'assistant', string | null]>([
  ['nothing', {}, 'user', null],
  ['null', null, 'user', null],
  ['an empty list', [], 'user', null],
  ['text', 'hello\n  world', 'user', 'hello world'],
  [
    'the last user message',
    {
      messages: [
        { role: 'system', content: 's' },
        { role: 'user', content: 'first' },
        { role: 'user', content: 'last' },
        { role: 'assistant', content: 'a' },
      ],
    },
    'user',
    'last',
  ],
  [
    'the last assistant message',
    {
      messages: [
        { role: 'assistant', content: 'a' },
        { role: 'tool', content: 't' },
      ],
    },
    'assistant',
    'a',
  ],
  [
    'no message of that role: the last with text',
    {
      messages: [
        { role: 'system', content: 's' },
        { role: 'tool', content: '' },
      ],
    },
    'user',
    's',
  ],
  [
    'messages as pairs',
    {
      messages: [
        ['human', 'hi'],
        ['ai', 'ho'],
      ],
    },
    'user',
    'hi',
  ],
  ['LangChain messages, wrapped', { messages: [[human, ai]] }, 'user', 'from LangChain'],
  ['content in parts', { messages: [human, ai] }, 'assistant', 'one two'],
  [
    'OpenAI choices',
    { choices: [{ index: 0, message: { role: 'assistant', content: 'answer' } }], usage: {} },
    'assistant',
    'answer',
  ],
  ['LangChain generations', { generations: [[{ text: 'gen', message: ai }]], llmOutput: {} }, 'assistant', 'one two'],
  ['a message', { message: { role: 'assistant', content: 'm' } }, 'assistant', 'm'],
  ['a bare message', { role: 'assistant', content: 'bare' }, 'assistant', 'bare'],
  ['one text', { question: 'why?' }, 'user', 'why?'],
  ['the output', { output: 'done', usage_metadata: { input_tokens: 1 } }, 'assistant', 'done'],
  ['anything else is JSON', { a: 1, b: [2] }, 'user', '{"a":1,"b":[2]}'],
  [
    'messages without text',
    { messages: [{ role: 'user', content: null }] },
    'user',
    '{"messages":[{"role":"user","content":null}]}',
  ],
])('%s', (_, value, prefers, expected) => {
  expect(preview(value, prefers)).toBe(expected);
});

test('is cut without splitting a character', () => {
  const text = preview(`${'a'.repeat(previewLength - 2)}😀${'b'.repeat(50)}`) ?? '';
  expect(text.length).toBeLessThanOrEqual(previewLength);
  expect(text.endsWith('a…')).toBe(true);
});

test('names of prototypes are no messages', () => {
  expect(preview(JSON.parse('{"__proto__":{"content":"x"},"n":1}') as Json)).toBe(
    '{"__proto__":{"content":"x"},"n":1}',
  );
});
