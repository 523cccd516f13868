/** Compares two large JSON values in a thread of its own: fetched, parsed and compared there. */
import { jsonDiff, type DiffSide, type JsonDiff } from '../model/compare/json-diff.js';
import type { Told } from './use-thread.js';

export interface AskedSide {
  value: DiffSide;
  /** Where the value stands alone; null: it is given. */
  url: string | null;
}

export interface AskedDiff {
  sides: readonly [AskedSide, AskedSide];
  isWhole: boolean;
}

addEventListener('message', (event: MessageEvent<AskedDiff>) => {
  void tell(event.data);
});

async function tell({ sides, isWhole }: AskedDiff): Promise<void> {
  try {
    const [before, after] = await Promise.all(sides.map(valueOf));
    postMessage({ answer: jsonDiff(before, after, isWhole) } satisfies Told<JsonDiff>);
  } catch (error) {
    postMessage({ problem: error instanceof Error ? error.message : String(error) } satisfies Told<JsonDiff>);
  }
}

async function valueOf({ value, url }: AskedSide): Promise<DiffSide> {
  if (url === null) return value;
  const answer = await fetch(url, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new TypeError(`the server answered with HTTP ${answer.status}`);
  return (await answer.json()) as DiffSide;
}
