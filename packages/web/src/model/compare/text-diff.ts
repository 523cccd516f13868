/** Two texts as one: what only one of them has, word by word, and long stretches that are the same left out. */
import { alignLists } from './align-lists.js';

export interface TextPart {
  /** `skipped`: the same in both and too long to be shown. */
  kind: 'same' | 'removed' | 'added' | 'skipped';
  text: string;
  /** Characters that `skipped` stands for, or that a long text is cut by. */
  left: number;
}

/** Characters of a text that both have which are shown beside a difference. */
const AROUND = 80;
/** Shorter ones are not worth leaving out. */
const SKIPPED_FROM = 4 * AROUND;
/** Longer texts are compared line by line. Characters. */
const LONGEST_BY_WORD = 60_000;
/** Characters that are shown of what only one of them has. */
const LONGEST_SHOWN = 4000;

/** @param isWhole nothing that is the same is left out */
export function textDiff(before: string, after: string, isWhole = false): TextPart[] {
  const isLong = Math.max(before.length, after.length) > LONGEST_BY_WORD;
  const [left, right] = [piecesOf(before, isLong), piecesOf(after, isLong)];
  const partners = alignLists({
    lengthA: left.length,
    lengthB: right.length,
    isEqual: (a, b) => left[a] === right[b],
    // A space alone is no sign that two texts agree.
    score: (a, b) => (left[a] === right[b] ? (left[a]!.trim() === '' ? 0.1 : 1) : 0),
    mostPairs: MOST_PAIRS,
  });
  const joined = new Joined();
  let next = 0;
  partners.forEach((partner, index) => {
    if (partner < 0) {
      joined.add('removed', left[index]!);
      return;
    }
    for (; next < partner; next += 1) joined.add('added', right[next]!);
    joined.add('same', left[index]!);
    next += 1;
  });
  for (; next < right.length; next += 1) joined.add('added', right[next]!);
  return joined.parts.flatMap((part, index) =>
    shortened(part, isWhole, index === 0, index === joined.parts.length - 1),
  );
}

/** Pairs of words that are tried. */
const MOST_PAIRS = 4_000_000;

const WORDS =
  /\s+|\p{Extended_Pictographic}(?:\p{M}|\p{Emoji_Modifier}|\u200d\p{Extended_Pictographic})*|[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu;

function piecesOf(text: string, isByLine: boolean): string[] {
  if (isByLine) return text.split(/(?<=\n)/u);
  return text.match(WORDS) ?? [];
}

/** Of neighbours of one kind one part is made; of changes side by side the removed stands first. */
class Joined {
  readonly parts: TextPart[] = [];

  add(kind: TextPart['kind'], text: string): void {
    const last = this.parts.at(-1);
    const beforeLast = this.parts.at(-2);
    if (last?.kind === kind) last.text += text;
    else if (kind === 'removed' && last?.kind === 'added' && beforeLast?.kind === 'removed') beforeLast.text += text;
    else if (kind === 'removed' && last?.kind === 'added') this.parts.splice(-1, 0, { kind, text, left: 0 });
    else this.parts.push({ kind, text, left: 0 });
  }
}

function shortened(part: TextPart, isWhole: boolean, isFirst: boolean, isLast: boolean): TextPart[] {
  const { kind, text } = part;
  if (kind !== 'same') return [cut(part)];
  if (isWhole || text.length < SKIPPED_FROM) return [part];
  const head = isFirst ? '' : text.slice(0, wholeSign(text, AROUND));
  const tail = isLast ? '' : text.slice(wholeSign(text, text.length - AROUND));
  const skipped: TextPart = { kind: 'skipped', text: '', left: text.length - head.length - tail.length };
  const same = (shown: string): TextPart[] => (shown === '' ? [] : [{ kind: 'same', text: shown, left: 0 }]);
  return [...same(head), skipped, ...same(tail)];
}

function cut(part: TextPart): TextPart {
  if (part.text.length <= LONGEST_SHOWN) return part;
  const text = part.text.slice(0, wholeSign(part.text, LONGEST_SHOWN));
  return { ...part, text, left: part.text.length - text.length };
}

/** A place at or before another one that is not between the two halves of a sign. */
function wholeSign(text: string, place: number): number {
  const code = text.charCodeAt(place);
  return code >= 0xdc00 && code <= 0xdfff ? place - 1 : place;
}
