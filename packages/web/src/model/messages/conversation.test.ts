/** What each library records of one exchange, and the chat that is read from it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../answers.js';
import { conversationOf, pairResults } from './conversation.js';
import { partText, told } from './told.fixture.js';

const weather = { city: 'Oslo' };
const asked = 'user: Weather in Oslo?';
const called = 'assistant: → weather({"city":"Oslo"})#c1';
const result = 'tool: ↳#c1 4 °C';
const answer = 'assistant: Cold.';

describe('one exchange with a tool, as recorded by', () => {
  test.each<[string, Json, Json]>([
    [
      'OpenAI, chat',
      {
        model: 'gpt-5',
        messages: [
          { role: 'user', content: 'Weather in Oslo?' },
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }],
          },
          { role: 'tool', tool_call_id: 'c1', content: '4 °C' },
        ],
      },
      { choices: [{ index: 0, message: { role: 'assistant', content: 'Cold.' } }] },
    ],
    [
      'OpenAI, responses',
      {
        model: 'gpt-5',
        input: [
          { role: 'user', content: [{ type: 'input_text', text: 'Weather in Oslo?' }] },
          { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"city":"Oslo"}' },
          { type: 'function_call_output', call_id: 'c1', output: '4 °C' },
        ],
      },
      {
        id: 'resp_1',
        output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Cold.' }] }],
      },
    ],
    [
      'Anthropic',
      {
        messages: [
          { role: 'user', content: 'Weather in Oslo?' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'weather', input: weather }] },
          {
            role: 'tool',
            content: [{ type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: '4 °C' }] }],
          },
        ],
      },
      { id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Cold.' }] },
    ],
    [
      'Gemini',
      {
        model: 'gemini-3',
        contents: [
          { role: 'user', parts: [{ text: 'Weather in Oslo?' }] },
          { role: 'model', parts: [{ functionCall: { id: 'c1', name: 'weather', args: weather } }] },
          { role: 'function', parts: [{ functionResponse: { id: 'c1', name: 'weather', response: '4 °C' } }] },
        ],
      },
      { candidates: [{ content: { role: 'model', parts: [{ text: 'Cold.' }] }, finishReason: 'STOP' }] },
    ],
    [
      'Bedrock, converse',
      {
        modelId: 'm',
        messages: [
          { role: 'user', content: [{ text: 'Weather in Oslo?' }] },
          { role: 'assistant', content: [{ toolUse: { toolUseId: 'c1', name: 'weather', input: weather } }] },
          { role: 'tool', content: [{ toolResult: { toolUseId: 'c1', content: [{ text: '4 °C' }] } }] },
        ],
      },
      { output: { message: { role: 'assistant', content: [{ text: 'Cold.' }] } }, stopReason: 'end_turn' },
    ],
    [
      'the Vercel AI SDK',
      {
        prompt: [
          { role: 'user', content: [{ type: 'text', text: 'Weather in Oslo?' }] },
          {
            role: 'assistant',
            content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: weather }],
          },
          {
            role: 'tool',
            content: [
              { type: 'tool-result', toolCallId: 'c1', toolName: 'weather', output: { type: 'text', value: '4 °C' } },
            ],
          },
        ],
      },
      { text: 'Cold.', toolCalls: [], finishReason: 'stop' },
    ],
    [
      'Mistral',
      {
        messages: [
          { role: 'user', content: 'Weather in Oslo?' },
          {
            role: 'assistant',
            content: '',
            toolCalls: [{ id: 'c1', function: { name: 'weather', arguments: weather } }],
          },
          { role: 'tool', toolCallId: 'c1', name: 'weather', content: '4 °C' },
        ],
      },
      { choices: [{ message: { content: 'Cold.' } }] },
    ],
    [
      'Cohere, v2',
      {
        messages: [
          { role: 'user', content: 'Weather in Oslo?' },
          {
            role: 'assistant',
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }],
          },
          { role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: '4 °C' }] },
        ],
      },
      { id: 'x', message: { content: [{ type: 'text', text: 'Cold.' }] }, finish_reason: 'COMPLETE' },
    ],
    [
      'LangChain, serialized',
      {
        messages: [
          [
            {
              lc: 1,
              type: 'constructor',
              id: ['langchain_core', 'messages', 'HumanMessage'],
              kwargs: { content: 'Weather in Oslo?' },
            },
            {
              lc: 1,
              type: 'constructor',
              id: ['langchain', 'schema', 'messages', 'AIMessage'],
              kwargs: {
                content: '',
                tool_calls: [{ id: 'c1', name: 'weather', args: weather, type: 'tool_call' }],
                additional_kwargs: { tool_calls: [{ id: 'c1', function: { name: 'weather', arguments: '{}' } }] },
              },
            },
            {
              lc: 1,
              type: 'constructor',
              id: ['langchain_core', 'messages', 'ToolMessage'],
              kwargs: { content: '4 °C', tool_call_id: 'c1' },
            },
          ],
        ],
      },
      {
        generations: [
          [
            {
              text: 'Cold.',
              message: {
                lc: 1,
                type: 'constructor',
                id: ['langchain_core', 'messages', 'AIMessageChunk'],
                kwargs: { content: 'Cold.' },
              },
            },
          ],
        ],
      },
    ],
    [
      'LangChain, stored and dumped messages',
      {
        input: {
          messages: [
            { type: 'human', data: { content: 'Weather in Oslo?' } },
            { type: 'ai', content: '', tool_calls: [{ id: 'c1', name: 'weather', args: weather }] },
            { type: 'tool', content: '4 °C', tool_call_id: 'c1', status: 'success' },
          ],
        },
      },
      { output: { type: 'AIMessageChunk', content: 'Cold.' } },
    ],
    [
      'a program of its own, which gives back the whole chat',
      {
        args: [
          [
            { role: 'user', content: 'Weather in Oslo?' },
            { role: 'assistant', content: '', tool_calls: [{ id: 'c1', name: 'weather', args: weather }] },
            { role: 'tool', tool_call_id: 'c1', content: '4 °C' },
          ],
        ],
      },
      {
        messages: [
          { role: 'user', content: 'Weather in Oslo?' },
          { role: 'assistant', content: '', tool_calls: [{ id: 'c1', name: 'weather', args: weather }] },
          { role: 'tool', tool_call_id: 'c1', content: '4 °C' },
          { role: 'assistant', content: 'Cold.' },
        ],
      },
    ],
  ])('%s', (_name, inputs, outputs) => {
    expect(told(inputs, outputs)).toEqual([asked, called, result, answer]);
  });
});

describe('what stands around the messages', () => {
  test.each<[string, Json, string[]]>([
    [
      'Anthropic: system',
      { system: [{ type: 'text', text: 'Be brief.' }], messages: [{ role: 'user', content: 'Hi' }] },
      ['system: Be brief.', 'user: Hi'],
    ],
    ['OpenAI: instructions', { instructions: 'Be brief.', input: 'Hi' }, ['system: Be brief.', 'user: Hi']],
    ['OpenAI: developer', { messages: [{ role: 'developer', content: 'Be brief.' }] }, ['system: Be brief.']],
    [
      'Gemini',
      { contents: 'Hi', config: { systemInstruction: { parts: [{ text: 'Be brief.' }] } } },
      ['system: Be brief.', 'user: Hi'],
    ],
    ['Gemini, no role', { contents: [{ parts: [{ text: 'Hi' }] }] }, ['user: Hi']],
    ['Vercel', { system: 'Be brief.', prompt: 'Hi' }, ['system: Be brief.', 'user: Hi']],
    [
      'Cohere v1',
      { preamble: 'Be brief.', chat_history: [{ role: 'CHATBOT', message: 'Yes?' }], message: 'Hi' },
      ['system: Be brief.', 'assistant: Yes?', 'user: Hi'],
    ],
    ['LangChain: prompts', { prompts: ['Once upon'] }, ['user: Once upon']],
    [
      'LangChain: tuples',
      {
        messages: [
          ['system', 'Be brief.'],
          ['human', 'Hi'],
        ],
      },
      ['system: Be brief.', 'user: Hi'],
    ],
  ])('%s', (_name, inputs, lines) => {
    expect(told(inputs, null)).toEqual(lines);
  });

  test('settings and offered tools', () => {
    const chat = conversationOf(
      {
        model: 'gpt-5',
        temperature: 0,
        messages: [{ role: 'user', content: 'Hi' }],
        tools: [
          { type: 'function', function: { name: 'weather' } },
          { name: 'mail', input_schema: {} },
          { type: 'web_search' },
        ],
      },
      null,
    );
    expect(chat?.settings).toEqual({ model: 'gpt-5', temperature: 0 });
    expect(chat?.tools).toEqual(['weather', 'mail', 'web_search']);
  });

  test.each<[string, Json, string]>([
    ['a text', 'Fine.', 'assistant: Fine.'],
    ['a text under the name that Python gives', { output: 'Fine.' }, 'assistant: Fine.'],
    ['a text under the name that JavaScript gives', { outputs: 'Fine.' }, 'assistant: Fine.'],
    ['a graph’s one message', { messages: { type: 'ai', content: 'Fine.' } }, 'assistant: Fine.'],
    ['a completion', { choices: [{ text: 'Fine.' }] }, 'assistant: Fine.'],
  ])('the answer is %s', (_name, outputs, line) => {
    expect(told({ messages: [{ role: 'user', content: 'Well?' }] }, outputs)).toEqual(['user: Well?', line]);
  });
});

describe('results find their calls', () => {
  const results = (messages: Json[]) => {
    const chat = conversationOf({ messages }, null);
    return [...pairResults(chat?.messages ?? [])].map(([call, found]) => `${partText(call)} ${partText(found)}`);
  };

  test('by id, in whatever order they come', () => {
    const call = (id: string) => ({ type: 'tool_use', id, name: 'f', input: {} });
    const answered = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: `of ${id}` });
    expect(
      results([
        { role: 'assistant', content: [call('a'), call('b')] },
        { role: 'user', content: [answered('b'), answered('a'), answered('other')] },
      ]),
    ).toEqual(['→ f({})#b ↳#b of b', '→ f({})#a ↳#a of a']);
  });

  test('by name where there are no ids', () => {
    expect(
      results([
        {
          role: 'model',
          parts: [{ functionCall: { name: 'f', args: {} } }, { functionCall: { name: 'f', args: { n: 2 } } }],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'f', response: 'one' } },
            { functionResponse: { name: 'f', response: 'two' } },
          ],
        },
      ]),
    ).toEqual(['→ f({})#null ↳#f one', '→ f({"n":2})#null ↳#f two']);
  });
});

describe('what is no chat', () => {
  test.each<[Json, Json]>([
    [null, null],
    [{ query: 'x' }, { documents: [] }],
    [{ messages: 'hello' }, { output: 'text' }],
    [{ messages: [{ subject: 'an e-mail' }] }, null],
    [{ messages: [] }, {}],
    [{ input: 'text' }, { output: 'text' }],
    [{ role: 'admin' }, { id: 1 }],
  ])('%j → %j', (inputs, outputs) => {
    expect(conversationOf(inputs, outputs)).toBeNull();
  });

  test('keys that every object inherits are no roles and no fields', () => {
    expect(told(JSON.parse('{"messages":[{"role":"__proto__","content":"x"}]}') as Json, null)).toEqual(['other: x']);
    expect(told({ messages: [{ role: 'constructor', content: 'x' }] }, null)).toEqual(['other: x']);
    expect(told({ messages: [['toString', 'x']] }, null)).toBeNull();
  });

  const words = [
    'messages',
    'role',
    'content',
    'type',
    'user',
    'tool_calls',
    'text',
    'parts',
    'choices',
    'output',
    'kwargs',
    'id',
  ];
  const key = fc.constantFrom(
    ...words,
    'source',
    'image',
    'function',
    'input',
    'args',
    'audio',
    'generations',
    'data',
    'tools',
  );
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        null,
        true,
        1,
        '',
        'user',
        'assistant',
        'text',
        'tool_use',
        'image',
        'thinking',
        'human',
        'AIMessage',
      ),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(key, tie('json'), { maxKeys: 5 }),
    ),
  }));

  test('nothing fails, whatever was sent', () => {
    fc.assert(
      fc.property(json, json, (inputs, outputs) => {
        const chat = conversationOf(inputs, outputs);
        expect(chat === null || chat.messages.length > 0).toBe(true);
        pairResults(chat?.messages ?? []);
      }),
      { numRuns: 2000 },
    );
  });
});
