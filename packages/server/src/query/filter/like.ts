/**
 * SQL's LIKE without regular expressions, so that no pattern can make it slow: the pieces between
 * the `%` are looked for one after the other, each at the first place where it fits.
 */

/** One character of a pattern; null for `_`, which is any. */
type Piece = readonly (string | null)[];

/** `%` is any text, `_` one character, a backslash makes `%`, `_` and `\` plain. Case counts. */
export function isLike(text: string, pattern: string): boolean {
  const characters = [...text];
  const pieces = piecesOf(pattern);
  const first = pieces[0] ?? [];
  if (pieces.length === 1) return characters.length === first.length && fitsAt(characters, first, 0);
  if (!fitsAt(characters, first, 0)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    at = findPiece(characters, piece, at);
    if (at === -1) return false;
    at += piece.length;
  }
  const last = pieces.at(-1) ?? [];
  const end = characters.length - last.length;
  return end >= at && fitsAt(characters, last, end);
}

function piecesOf(pattern: string): Piece[] {
  const characters = [...pattern];
  const pieces: (string | null)[][] = [[]];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    const next = characters[i + 1];
    const current = pieces.at(-1)!;
    if (character === '\\' && (next === '%' || next === '_' || next === '\\')) {
      current.push(next);
      i++;
    } else if (character === '%') pieces.push([]);
    else current.push(character === '_' ? null : character);
  }
  return pieces;
}

function findPiece(characters: readonly string[], piece: Piece, from: number): number {
  for (let at = from; at + piece.length <= characters.length; at++) {
    if (fitsAt(characters, piece, at)) return at;
  }
  return -1;
}

function fitsAt(characters: readonly string[], piece: Piece, at: number): boolean {
  return (
    at + piece.length <= characters.length &&
    piece.every((wanted, offset) => wanted === null || wanted === characters[at + offset])
  );
}
