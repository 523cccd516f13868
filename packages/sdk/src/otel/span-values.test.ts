/** What a span says, as a run: one case for each convention, from what its libraries write. */
import type { Attributes } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSpan, type SpanValues } from './span-values.js';

interface Said {
  attributes?: Attributes;
  events?: [name: string, attributes: Attributes][];
}

/** As OpenTelemetry's own SDK hands it over. */
function read({ attributes = {}, events = [] }: Said): SpanValues {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const span = provider.getTracer('test').startSpan('span', { attributes });
  for (const [name, said] of events) span.addEvent(name, said);
  span.end();
  const [ended] = exporter.getFinishedSpans();
  if (ended === undefined) throw new RangeError('no span');
  return readSpan(ended);
}

describe('the type of a run', () => {
  test.each<[Attributes, string]>([
    [{}, 'chain'],
    [{ 'langsmith.span.kind': 'retriever', 'gen_ai.operation.name': 'chat' }, 'retriever'],
    [{ 'langsmith.span.kind': 'nonsense' }, 'chain'],
    [{ 'langsmith.span.kind': 'constructor' }, 'chain'],
    [{ 'gen_ai.operation.name': 'chat' }, 'llm'],
    [{ 'gen_ai.operation.name': 'text_completion' }, 'llm'],
    [{ 'gen_ai.operation.name': 'embeddings' }, 'embedding'],
    [{ 'gen_ai.operation.name': 'execute_tool' }, 'tool'],
    [{ 'gen_ai.operation.name': 'invoke_agent' }, 'chain'],
    [{ 'gen_ai.tool.name': 'search' }, 'tool'],
    [{ 'llm.request.type': 'chat' }, 'llm'],
    [{ 'openinference.span.kind': 'RETRIEVER' }, 'retriever'],
    [{ 'openinference.span.kind': 'AGENT' }, 'chain'],
    [{ 'traceloop.span.kind': 'tool' }, 'tool'],
    [{ 'llm.prompt_template.variables': '{}' }, 'prompt'],
    [{ 'ai.operationId': 'ai.generateText' }, 'chain'],
    [{ 'ai.operationId': 'ai.generateText.doGenerate' }, 'llm'],
    [{ 'ai.operationId': 'ai.toolCall' }, 'tool'],
  ])('%o: %s', (attributes, type) => {
    expect(read({ attributes }).run_type).toBe(type);
  });
});

test.each<[Attributes, string]>([
  [{}, 'span'],
  [{ 'langsmith.trace.name': 'theirs', 'traceloop.entity.name': 'other' }, 'theirs'],
  [{ 'traceloop.entity.name': 'agent' }, 'agent'],
  [{ 'openinference.span.kind': 'TOOL', 'tool.name': 'search' }, 'search'],
  [{ 'tool.name': 'search' }, 'span'],
])('%o is named %s', (attributes, name) => {
  expect(read({ attributes }).name).toBe(name);
});

describe('inputs and outputs', () => {
  const hi = [{ role: 'user', content: 'Hi' }];
  test.each<[string, Said, Record<string, unknown>, Record<string, unknown>]>([
    ['none', {}, {}, {}],
    ['texts', { attributes: { 'input.value': 'a', 'output.value': 'b' } }, { input: 'a' }, { text: 'b' }],
    ['JSON', { attributes: { 'input.value': '{"q":1}', 'output.value': '{"a":2}' } }, { q: 1 }, { a: 2 }],
    [
      'GenAI messages in attributes',
      {
        attributes: { 'gen_ai.input.messages': JSON.stringify(hi), 'gen_ai.output.messages': '[{"role":"assistant"}]' },
      },
      { messages: hi },
      { messages: [{ role: 'assistant' }] },
    ],
    [
      'GenAI messages in events',
      {
        events: [
          ['gen_ai.user.message', { content: 'Hi' }],
          ['gen_ai.choice', { finish_reason: 'stop', 'message.content': 'Ho' }],
        ],
      },
      { messages: hi },
      { choices: [{ finish_reason: 'stop', message: { content: 'Ho' } }] },
    ],
    [
      'OpenLLMetry',
      {
        attributes: {
          'gen_ai.prompt.0.role': 'user',
          'gen_ai.prompt.0.content': 'Hi',
          'gen_ai.completion.0.content': 'Ho',
        },
      },
      { messages: hi },
      { messages: [{ content: 'Ho' }] },
    ],
    [
      'OpenInference, out of order',
      {
        attributes: {
          'llm.input_messages.1.message.content': 'second',
          'llm.input_messages.0.message.content': 'first',
          'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'f',
        },
      },
      { messages: [{ content: 'first' }, { content: 'second' }] },
      { messages: [{ tool_calls: [{ tool_call: { function: { name: 'f' } } }] }] },
    ],
    [
      'a retriever',
      {
        attributes: {
          'openinference.span.kind': 'RETRIEVER',
          'input.value': 'why',
          'retrieval.documents.0.document.content': 'because',
          'retrieval.documents.0.document.metadata': '{"page":1}',
        },
      },
      { query: 'why' },
      { documents: [{ page_content: 'because', metadata: { page: 1 }, type: 'Document' }] },
    ],
    [
      'a tool',
      { attributes: { 'gen_ai.tool.call.arguments': '{"x":1}', 'gen_ai.tool.call.result': '5' } },
      { x: 1 },
      { text: '5' },
    ],
    [
      'the Vercel AI SDK',
      {
        attributes: {
          'ai.prompt.messages': JSON.stringify(hi),
          'ai.response.text': 'Ho',
          'ai.response.toolCalls': '[1]',
        },
      },
      { messages: hi },
      { text: 'Ho', tool_calls: [1] },
    ],
  ])('%s', (_, said, inputs, outputs) => {
    expect(read(said)).toMatchObject({ inputs, outputs });
  });

  test.each<[Attributes, [number, number, number]]>([
    [{ 'gen_ai.usage.input_tokens': 3, 'gen_ai.usage.output_tokens': 2 }, [3, 2, 5]],
    [{ 'llm.token_count.prompt': 3, 'llm.token_count.completion': 2, 'llm.token_count.total': 6 }, [3, 2, 6]],
    [{ 'ai.usage.promptTokens': 1 }, [1, 0, 1]],
  ])('tokens: %o', (attributes, [input_tokens, output_tokens, total_tokens]) => {
    expect(read({ attributes }).outputs).toEqual({ usage_metadata: { input_tokens, output_tokens, total_tokens } });
  });
});

test('model, provider, parameters and metadata', () => {
  const attributes = {
    'gen_ai.system': 'openai',
    'gen_ai.request.model': 'm-1',
    'gen_ai.request.temperature': 0.5,
    'llm.invocation_parameters': '{"top_p":1}',
    'langsmith.metadata.thread_id': 't',
    'traceloop.association.properties.user': 'u',
    'http.route': '/x',
  };
  expect(read({ attributes })).toMatchObject({
    metadata: { ls_provider: 'openai', ls_model_name: 'm-1', thread_id: 't', user: 'u' },
    extra: {
      invocation_params: { model: 'm-1', temperature: 0.5, top_p: 1 },
      otel: { attributes: { 'http.route': '/x' } },
    },
  });
});

test('no attribute makes it throw, or reaches a prototype', () => {
  const names = fc.constantFrom(
    ...['input.value', 'metadata', 'langsmith.usage_metadata', 'gen_ai.input.messages', 'langsmith.span.tags'],
    ...[
      'gen_ai.prompt.0.__proto__.polluted',
      'gen_ai.prompt.0.constructor.prototype.polluted',
      'gen_ai.prompt.99999999.x',
    ],
    ...['llm.input_messages.0.a', 'llm.input_messages.0.a.b', 'langsmith.metadata.__proto__', 'gen_ai.operation.name'],
  );
  const values = fc.oneof(fc.string(), fc.json(), fc.double(), fc.boolean(), fc.array(fc.string()));
  fc.assert(
    fc.property(fc.dictionary(names, values), (attributes) => {
      const said = read({ attributes });
      expect(JSON.stringify(said)).toBeTypeOf('string');
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});
