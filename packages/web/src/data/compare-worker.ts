/** Aligns the trees of two large traces in a thread of its own. */
import { compareLines, type CompareLines } from '../model/compare/compare-lines.js';
import type { TwoTrees } from '../model/compare/tree-columns.js';
import type { Told } from './use-thread.js';

addEventListener('message', (event: MessageEvent<TwoTrees>) => {
  postMessage(told(event.data));
});

function told(trees: TwoTrees): Told<CompareLines> {
  try {
    return { answer: compareLines(trees) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
