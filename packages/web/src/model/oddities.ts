/** What makes a run look different in the tree beside its state: findings that tell of its time or place, each with its own mark. */
import type { ExplainedFinding } from './answers.js';

export interface Oddity {
  code: string;
  /** For a screen reader, and the key to its icon. */
  word: 'late' | 'moved' | 'unfinished';
  sentence: string;
}

const words: Readonly<Record<string, Oddity['word']>> = {
  'late-child': 'late',
  'placement-changed': 'moved',
  unfinished: 'unfinished',
};

/** In the order of the findings. */
export function oddities(findings: readonly ExplainedFinding[] | undefined): Oddity[] {
  return (findings ?? []).flatMap(({ code, sentence }) => {
    const word = words[code];
    return word === undefined ? [] : [{ code, word, sentence }];
  });
}
