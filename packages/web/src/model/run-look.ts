/** How a run is told apart at a glance: the tone of its type and the word for its state. */
import type { TraceRowAnswer, TraceStatus } from './answers.js';

const tones = ['chain', 'llm', 'tool', 'retriever', 'embedding', 'prompt', 'parser'] as const;

/** Names of the tones in the page's colours; `plain` is for types that we do not know. */
export type Tone = (typeof tones)[number] | 'plain';

export function toneOf(runType: string | null): Tone {
  return tones.find((tone) => tone === runType) ?? 'plain';
}

/** A run, or a trace in a list. */
interface Stated extends Pick<TraceRowAnswer, 'placeholder'> {
  readonly status: TraceStatus | null;
  readonly findings?: readonly string[];
}

/** It has no end, and there is reason to believe that none will come. */
function isUnfinished(run: Stated): boolean {
  if (run.status === 'unfinished') return true;
  return run.status === 'pending' && run.findings?.includes('unfinished') === true;
}

/** In a word or two, for a reader who does not see colours. */
export function stateOf(run: Stated): string {
  if (run.placeholder === 'pending') return 'not received yet';
  if (run.placeholder === 'missing') return 'not received';
  if (isUnfinished(run)) return 'unfinished';
  if (run.status === 'pending') return 'running';
  return run.status ?? 'unknown';
}

/** Longest name that is drawn; the whole one stays in the title. */
const LONGEST = 160;
const TAIL = 8;

/**
 * A name in two parts, so that one too long for its place can lose its middle: the ends of names
 * tell them apart. Cut between whole characters.
 */
export function splitName(name: string): { head: string; tail: string } {
  const oneLine = name.replace(/\s+/gu, ' ').trim();
  // Nearly every name: without a segmenter, which took a tenth of the work of a row.
  if (PLAIN.test(oneLine)) {
    if (oneLine.length <= TAIL * 2) return { head: oneLine, tail: '' };
    const head = oneLine.slice(0, -TAIL);
    return { head: head.length > LONGEST * 2 ? `${head.slice(0, LONGEST)}…` : head, tail: oneLine.slice(-TAIL) };
  }
  // Twice the length is enough text for as many characters of up to two units each.
  const start = graphemesOf(oneLine.slice(0, LONGEST * 2));
  // Text from right to left that is cut into two boxes would be read in a wrong order.
  if (RIGHT_TO_LEFT.test(oneLine)) {
    const whole = start.slice(0, LONGEST).join('');
    return { head: whole.length < oneLine.length ? `${whole}…` : whole, tail: '' };
  }
  if (start.length <= TAIL * 2 && oneLine.length <= LONGEST * 2) return { head: oneLine, tail: '' };
  const tail = graphemesOf(oneLine.slice(-TAIL * 4))
    .slice(-TAIL)
    .join('');
  const head = oneLine.slice(0, oneLine.length - tail.length);
  return { head: head.length > LONGEST * 2 ? `${start.slice(0, LONGEST).join('')}…` : head, tail };
}

/** Each letter is a character. */
const PLAIN = /^[\x20-\x7e]*$/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function graphemesOf(text: string): string[] {
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** The icon of a tone, by its name among the page's icons. */
export const toneIcons = {
  chain: 'branch',
  llm: 'sparkle',
  tool: 'wrench',
  retriever: 'bookSearch',
  embedding: 'vector',
  prompt: 'textCursor',
  parser: 'braces',
  plain: 'circle',
} as const satisfies Record<Tone, string>;

/** The colour of a state; success has none, so that the rest stands out. */
export function stateToneOf(run: Stated): 'error' | 'running' | 'none' {
  if (run.placeholder !== null || isUnfinished(run)) return 'none';
  if (run.status === 'pending') return 'running';
  return run.status === 'error' ? 'error' : 'none';
}
