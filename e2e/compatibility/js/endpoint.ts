/** A provider of models on loopback: what it answers is told by whoever starts it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  path: string;
  body: Record<string, unknown>;
}

/** One JSON answer, or a list of events: an object is sent as its data, a pair with its name before it. */
export type Answered = { whole: object } | { events: readonly (object | string | readonly [string, object])[] };

/** Gives its origin to `use`, and ends with it. */
export async function withEndpoint(
  answer: (asked: Asked) => Answered,
  use: (origin: string) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (bytes: Buffer) => (text += bytes.toString()));
    request.on('end', () => {
      const answered = answer({ path: request.url ?? '', body: JSON.parse(text) as Record<string, unknown> });
      const isWhole = 'whole' in answered;
      response.setHeader('content-type', isWhole ? 'application/json' : 'text/event-stream');
      response.end(isWhole ? JSON.stringify(answered.whole) : answered.events.map(eventText).join(''));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function eventText(event: object | string | readonly [string, object]): string {
  if (typeof event === 'string') return `data: ${event}\n\n`;
  if (Array.isArray(event)) return `event: ${String(event[0])}\ndata: ${JSON.stringify(event[1])}\n\n`;
  return `data: ${JSON.stringify(event)}\n\n`;
}
