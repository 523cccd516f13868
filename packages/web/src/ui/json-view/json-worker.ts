/** A large JSON value in a thread of its own: fetched, parsed and searched there, so that the page never waits. */
import { JsonReader } from './json-reader.js';
import type { JsonValue } from './json-rows.js';

export interface Asked {
  id: number;
  method: Method | 'open';
  args: unknown[];
}

export type Told = { id: number; answer: unknown } | { id: number; problem: string };

/** What the page may ask: the methods of the reader. */
export type Method = Exclude<keyof JsonReader, symbol>;

let reader: JsonReader | null = null;

addEventListener('message', (event: MessageEvent<Asked>) => {
  void tell(event.data);
});

async function tell({ id, method, args }: Asked): Promise<void> {
  try {
    const answer = method === 'open' ? await open(String(args[0])) : ask(method, args);
    postMessage({ id, answer } satisfies Told);
  } catch (error) {
    postMessage({ id, problem: error instanceof Error ? error.message : String(error) } satisfies Told);
  }
}

async function open(url: string): Promise<null> {
  const answer = await fetch(url, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new TypeError(`the server answered with HTTP ${answer.status}`);
  reader = new JsonReader((await answer.json()) as JsonValue);
  return null;
}

function ask(method: Method, args: unknown[]): unknown {
  if (reader === null) throw new TypeError('nothing is open');
  return (reader[method] as (...given: unknown[]) => unknown).apply(reader, args);
}
