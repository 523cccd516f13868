/** The official client against an endpoint on loopback: what is recorded of its calls, and that it behaves as unwrapped. */
import { AzureOpenAI, OpenAI } from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { flush, isTraceableFunction, traceable } from '../index.js';
import { startServerOfTests } from '../traced-tests.test-fixture.js';
import { OpenAIEndpoint } from './openai-endpoint.test-fixture.js';
import { AlreadyWrappedError, wrapOpenAI } from './wrappers.js';

const server = await startServerOfTests();
let endpoint: OpenAIEndpoint;
let plain: OpenAI;
beforeAll(async () => {
  endpoint = await OpenAIEndpoint.start();
  plain = new OpenAI({ apiKey: 'none', baseURL: endpoint.url, maxRetries: 0 });
});
afterEach(() => void (endpoint.bodies.length = 0));
afterAll(() => endpoint.close());

const messages = [{ role: 'user' as const, content: 'Why do bees hum?' }];
const chat = { model: 'gpt-4.1-mini', messages };
const tools = [
  { id: 'call-a', type: 'function', index: 0, function: { name: 'find', arguments: '{"q":1}' } },
  { id: 'call-b', type: 'function', index: 1, function: { name: 'look', arguments: '{"at":2}' } },
];
const usage = {
  input_tokens: 11,
  output_tokens: 5,
  total_tokens: 16,
  input_token_details: { audio: 0, cache_read: 4 },
  output_token_details: { reasoning: 2 },
};
const streamed = {
  object: 'chat.completion',
  choices: [
    { index: 0, finish_reason: 'tool_calls', message: { role: 'assistant', content: 'Bees hum.', tool_calls: tools } },
  ],
  usage_metadata: usage,
};

async function only(name: string) {
  await flush();
  expect(server.runs.map((run) => run.name)).toEqual([name]);
  return server.run(name);
}

async function read<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('a chat', () => {
  test('is a run with its model, settings, question, answer and tokens', async () => {
    const answer = await wrapOpenAI(plain).chat.completions.create({
      ...chat,
      temperature: 0.5,
      max_completion_tokens: 99,
      stop: '!',
      top_p: 0.9,
      metadata: { team: 'hive' },
    });
    expect(answer.choices[0]?.message.content).toBe('{"n":1}');
    const run = await only('ChatOpenAI');
    expect(run).toMatchObject({ run_type: 'llm', status: 'success', inputs: { messages } });
    expect(run.outputs).toMatchObject({ id: 'chatcmpl-1', usage_metadata: usage });
    expect(run.outputs).not.toHaveProperty('usage');
    expect(run.extra?.metadata).toMatchObject({
      team: 'hive',
      ls_provider: 'openai',
      ls_model_type: 'chat',
      ls_model_name: 'gpt-4.1-mini',
      ls_max_tokens: 99,
      ls_temperature: 0.5,
      ls_stop: ['!'],
      ls_invocation_params: { top_p: 0.9 },
      usage_metadata: usage,
    });
  });

  test('that streams is one answer, with each of its calls of tools', async () => {
    const stream = await wrapOpenAI(plain).chat.completions.create({ ...chat, stream: true });
    expect((await read(stream)).length).toBe(9);
    const run = await only('ChatOpenAI');
    expect(run.outputs).toMatchObject(streamed);
    expect(run.events?.map((event) => event.name)).toContain('new_token');
  });

  test('that is left by break has ended, with what had come', async () => {
    for await (const chunk of await wrapOpenAI(plain).chat.completions.create({ ...chat, stream: true }))
      if (chunk.choices[0]?.delta.content === 'Bees ') break;
    const run = await only('ChatOpenAI');
    expect(run.outputs).toMatchObject({ choices: [{ message: { content: 'Bees ' } }] });
    expect(run.events?.map((event) => event.name)).toContain('cancelled');
  });

  test('that is parsed gives what it is parsed to', async () => {
    const answer = await wrapOpenAI(plain).chat.completions.parse({
      ...chat,
      response_format: { type: 'json_schema', json_schema: { name: 'n', schema: {} } },
    });
    expect(answer.choices[0]?.message.content).toBe('{"n":1}');
    expect((await only('ChatOpenAI')).outputs).toMatchObject({ id: 'chatcmpl-1', usage_metadata: usage });
  });

  test('says of its run what the call says, and the endpoint does not get that', async () => {
    await wrapOpenAI(plain, {
      tags: ['a'],
      metadata: { ls_invocation_params: { region: 'eu' } },
    }).chat.completions.create(chat, { langsmithExtra: { name: 'why', tags: ['b'], metadata: { user: 'u-1' } } });
    expect(endpoint.bodies).toEqual([chat]);
    const run = await only('why');
    expect(run.tags).toEqual(['a', 'b']);
    expect(run.extra?.metadata).toMatchObject({ user: 'u-1', ls_invocation_params: { region: 'eu' } });
  });

  test('that fails is the very error, and a run that failed', async () => {
    endpoint.failures.push({ status: 400, message: 'too many bees' });
    await expect(wrapOpenAI(plain).chat.completions.create(chat)).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    expect((await only('ChatOpenAI')).error).toContain('too many bees');
  });
});

describe('the promise is OpenAI’s own, and ends the run whichever way it is asked', () => {
  const ask = () => wrapOpenAI(plain).chat.completions.create(chat);

  test('with the response', async () => {
    const { data, request_id } = await ask().withResponse();
    expect([data.id, request_id]).toEqual(['chatcmpl-1', 'req-1']);
    expect((await only('ChatOpenAI')).outputs).toMatchObject({ id: 'chatcmpl-1', usage_metadata: usage });
  });

  test('with the response of a stream', async () => {
    const { data } = await wrapOpenAI(plain)
      .chat.completions.create({ ...chat, stream: true })
      .withResponse();
    await read(data);
    expect((await only('ChatOpenAI')).outputs).toMatchObject(streamed);
  });

  test('as the bare response, whose body is the program’s to read', async () => {
    const response = await ask().asResponse();
    expect(await response.json()).toMatchObject({ id: 'chatcmpl-1' });
    expect((await only('ChatOpenAI')).outputs).toEqual({ status: 200 });
  });

  test('by catch', async () => {
    endpoint.failures.push({ status: 400, message: 'no' });
    expect(await ask().catch(() => 'caught')).toBe('caught');
    expect((await only('ChatOpenAI')).status).toBe('error');
  });

  test('by finally', async () => {
    let isDone = false;
    await ask().finally(() => void (isDone = true));
    expect([isDone, (await only('ChatOpenAI')).status]).toEqual([true, 'success']);
  });

  test('also where a program’s own function returns it', async () => {
    const own = traceable(() => plain.chat.completions.create(chat), { name: 'own' });
    expect((await own().withResponse()).data.id).toBe('chatcmpl-1');
    expect((await only('own')).outputs).toMatchObject({ id: 'chatcmpl-1' });
  });
});

describe('a stream keeps its methods', () => {
  const ask = () => wrapOpenAI(plain).chat.completions.create({ ...chat, stream: true });

  test('tee: two readers, one run', async () => {
    const [left, right] = (await ask()).tee();
    expect((await read(left)).length).toBe((await read(right)).length);
    expect((await only('ChatOpenAI')).outputs).toMatchObject(streamed);
  });

  test('toReadableStream', async () => {
    const text = await new Response((await ask()).toReadableStream()).text();
    expect(text).toContain('Bees ');
    expect((await only('ChatOpenAI')).outputs).toMatchObject(streamed);
  });

  test('it looks as it did', async () => {
    const keys = Object.keys(await plain.chat.completions.create({ ...chat, stream: true }));
    const stream = await ask();
    expect(Object.keys(stream)).toEqual(keys);
    await read(stream);
  });
});

describe('chat.completions.stream()', () => {
  const open = () => wrapOpenAI(plain).chat.completions.stream(chat);

  test.each([
    ['asked for its last value', async () => void (await open().finalChatCompletion())],
    ['iterated', async () => void (await read(open()))],
    ['waited for', async () => open().done()],
  ])('is a run when it is %s', async (_, use) => {
    await use();
    expect((await only('ChatOpenAI')).outputs).toMatchObject(streamed);
  });

  test('calls its listeners outside of the run', async () => {
    const note = traceable((text: string) => text, { name: 'note' });
    const page = traceable(
      async () => {
        const stream = open();
        stream.on('content', (text) => void note(text));
        await stream.done();
      },
      { name: 'page' },
    );
    await page();
    await flush();
    expect(server.tree()).toBe('page(ChatOpenAI,note,note)');
  });

  test('that is aborted has ended', async () => {
    const stream = open();
    stream.on('chunk', () => stream.abort());
    await expect(stream.done()).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    const run = await only('ChatOpenAI');
    expect(run.events?.map((event) => event.name)).toContain('cancelled');
  });
});

describe('responses', () => {
  const body = { model: 'gpt-4.1-mini', input: 'Why?', max_output_tokens: 50 };
  /** The tier that was paid for counts what it has no other price for. */
  const priced = {
    input_tokens: 10,
    output_tokens: 6,
    total_tokens: 16,
    input_token_details: { priority_cache_read: 4, priority: 6 },
    output_token_details: { priority_reasoning: 1, priority: 5 },
  };

  test.each([
    ['create', async () => wrapOpenAI(plain).responses.create(body)],
    ['create, streamed', async () => read(await wrapOpenAI(plain).responses.create({ ...body, stream: true }))],
    ['parse', async () => wrapOpenAI(plain).responses.parse(body)],
    ['stream', async () => wrapOpenAI(plain).responses.stream(body).finalResponse()],
  ])('%s is a run', async (_, use) => {
    await use();
    const run = await only('ChatOpenAI');
    expect(run.inputs).toMatchObject({ input: 'Why?' });
    expect(run.outputs).toMatchObject({ id: 'resp_1', usage_metadata: priced });
    expect(run.extra?.metadata).toMatchObject({ ls_max_tokens: 50, ls_invocation_params: { use_responses_api: true } });
  });
});

describe('completions', () => {
  const body = { model: 'davinci-002', prompt: 'buzz' };

  test('are runs', async () => {
    await wrapOpenAI(plain).completions.create(body);
    const run = await only('OpenAI');
    expect(run.outputs).toMatchObject({ choices: [{ text: 'buzz' }], usage_metadata: { total_tokens: 3 } });
    expect(run.extra?.metadata).toMatchObject({ ls_model_type: 'llm', ls_model_name: 'davinci-002' });
  });

  test('that stream are one text', async () => {
    await read(await wrapOpenAI(plain).completions.create({ ...body, stream: true }));
    expect((await only('OpenAI')).outputs).toMatchObject({ choices: [{ text: 'buzz', finish_reason: 'stop' }] });
  });
});

describe('the wrapped client', () => {
  test('is the client, which itself stays untraced', async () => {
    const wrapped = wrapOpenAI(plain);
    expect(wrapped).toBeInstanceOf(OpenAI);
    expect([wrapped.constructor, wrapped.baseURL]).toEqual([OpenAI, plain.baseURL]);
    const methodOf = ({ chat: { completions } }: OpenAI): unknown => Reflect.get(completions, 'create');
    expect(methodOf(wrapped)).toBe(methodOf(wrapped));
    expect(isTraceableFunction(methodOf(wrapped))).toBe(true);
    await plain.chat.completions.create(chat);
    await flush();
    expect([isTraceableFunction(methodOf(plain)), server.runs]).toEqual([false, []]);
  });

  test('with other options is wrapped as well', async () => {
    await wrapOpenAI(plain, { name: 'model' }).withOptions({ timeout: 5000 }).chat.completions.create(chat);
    await only('model');
  });

  test('is not wrapped twice', () => {
    expect(() => wrapOpenAI(wrapOpenAI(plain))).toThrow(AlreadyWrappedError);
  });

  test('says so where it is Azure’s', async () => {
    const azure = new AzureOpenAI({ apiKey: 'none', baseURL: endpoint.url, apiVersion: '1', maxRetries: 0 });
    endpoint.failures.push({ status: 400, message: 'no' });
    await wrapOpenAI(azure)
      .chat.completions.create(chat)
      .catch(() => undefined);
    expect((await only('AzureChatOpenAI')).extra?.metadata).toMatchObject({ ls_provider: 'azure' });
  });

  test('only calls through where tracing is off', async () => {
    process.env['TRACENEST_TRACING'] = 'false';
    const answer = await wrapOpenAI(plain).chat.completions.create(chat, { langsmithExtra: { name: 'x' } });
    await flush();
    expect([answer.id, endpoint.bodies, server.runs]).toEqual(['chatcmpl-1', [chat], []]);
  });

  test('keeps its type', () => {
    const wrapped = wrapOpenAI(plain);
    expectTypeOf(wrapped).toExtend<OpenAI>();
    expectTypeOf<(typeof wrapped.chat.completions)['parse']>().toEqualTypeOf<OpenAI.Chat.Completions['parse']>();
    const { completions } = wrapped.chat;
    const whole = () => completions.create(chat, { langsmithExtra: { tags: ['a'] } });
    expectTypeOf(whole).returns.resolves.toExtend<OpenAI.ChatCompletion>();
    const stream = () => completions.create({ ...chat, stream: true }, { langsmithExtra: { tags: ['a'] } });
    expectTypeOf(stream).returns.resolves.toExtend<AsyncIterable<OpenAI.ChatCompletionChunk>>();
    expectTypeOf(stream).returns.toHaveProperty('withResponse');
    // @ts-expect-error -- tags are texts
    const wrong = () => completions.create(chat, { langsmithExtra: { tags: 1 } });
    expect(wrong).toBeTypeOf('function');
  });
});
