/** An HTTP server on loopback that answers as OpenAI's does, for the official client: whole, or as server-sent events. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

type Body = Record<string, unknown>;

export class OpenAIEndpoint {
  /** What the next requests are answered instead. */
  readonly failures: { status: number; message: string }[] = [];
  readonly bodies: Body[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<OpenAIEndpoint> {
    const endpoint = new OpenAIEndpoint(createServer());
    endpoint.#server.on('request', (request: IncomingMessage, response) => {
      void json(request).then((value) => {
        const body = value as Body;
        endpoint.bodies.push(body);
        const failure = endpoint.failures.shift();
        if (failure !== undefined) {
          response.writeHead(failure.status, { 'content-type': 'application/json' });
          return response.end(JSON.stringify({ error: { message: failure.message } }));
        }
        const path = request.url?.replace('/v1', '') ?? '';
        if (body['stream'] !== true) {
          response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req-1' });
          return response.end(JSON.stringify(WHOLE[path]));
        }
        response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req-1' });
        for (const event of STREAMED[path] ?? []) response.write(`data: ${JSON.stringify(event)}\n\n`);
        return response.end('data: [DONE]\n\n');
      });
    });
    await new Promise<void>((resolve) => endpoint.#server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const CHAT = { id: 'chatcmpl-1', created: 1, model: 'gpt-4.1-mini-2025' };
const USAGE = {
  prompt_tokens: 11,
  completion_tokens: 5,
  total_tokens: 16,
  prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 2 },
};
const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  model: 'gpt-4.1-mini-2025',
  service_tier: 'priority',
  output: [
    {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: '{"n":1}', annotations: [] }],
    },
  ],
  usage: {
    input_tokens: 10,
    input_tokens_details: { cached_tokens: 4 },
    output_tokens: 6,
    output_tokens_details: { reasoning_tokens: 1 },
    total_tokens: 16,
  },
};

const WHOLE: Record<string, Body> = {
  '/chat/completions': {
    ...CHAT,
    object: 'chat.completion',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: '{"n":1}' } }],
    usage: USAGE,
  },
  '/completions': {
    id: 'cmpl-1',
    object: 'text_completion',
    model: 'davinci-002',
    choices: [{ index: 0, text: 'buzz', finish_reason: 'stop' }],
    usage: { prompt_tokens: 2, completion_tokens: 1, total_tokens: 3 },
  },
  '/responses': RESPONSE,
};

const chunk = (delta: Body, finish_reason: string | null = null): Body => ({
  ...CHAT,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason }],
});
const call = (index: number, rest: Body): Body => chunk({ tool_calls: [{ index, ...rest }] });

const STREAMED: Record<string, Body[]> = {
  '/chat/completions': [
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'Bees ' }),
    chunk({ content: 'hum.' }),
    call(0, { id: 'call-a', type: 'function', function: { name: 'find', arguments: '' } }),
    call(1, { id: 'call-b', type: 'function', function: { name: 'look', arguments: '{"at"' } }),
    call(0, { function: { arguments: '{"q":1}' } }),
    call(1, { function: { arguments: ':2}' } }),
    chunk({}, 'tool_calls'),
    { ...CHAT, object: 'chat.completion.chunk', choices: [], usage: USAGE },
  ],
  '/completions': [
    {
      id: 'cmpl-1',
      object: 'text_completion',
      model: 'davinci-002',
      choices: [{ index: 0, text: 'bu', finish_reason: null }],
    },
    {
      id: 'cmpl-1',
      object: 'text_completion',
      model: 'davinci-002',
      choices: [{ index: 0, text: 'zz', finish_reason: 'stop' }],
    },
  ],
  '/responses': [
    { type: 'response.created', sequence_number: 0, response: { ...RESPONSE, output: [], usage: undefined } },
    { type: 'response.completed', sequence_number: 1, response: RESPONSE },
  ],
};
