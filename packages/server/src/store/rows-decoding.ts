/**
 * Decodes what the store answers: a line for the names of the columns, then a line for each row, each
 * a JSON list. In pieces, because an answer may be longer than the longest text.
 */

/** The format of an answer that is decoded here. */
export const answerFormat = 'JSONCompactEachRowWithNames';

const pieceBytes = 4 * 2 ** 20;
const newLine = 0x0a;

/** Rows as objects. */
export function decodeObjects<Row>(answer: Uint8Array): Row[] {
  const [names, lists] = decode(answer);
  return lists.map((list) => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i += 1) row[names[i] ?? ''] = list[i];
    return row as Row;
  });
}

/** Rows as lists, in the order of the columns asked for. */
export function decodeLists<Row extends readonly unknown[]>(answer: Uint8Array): Row[] {
  return decode(answer)[1] as unknown as Row[];
}

function decode(answer: Uint8Array): [names: string[], lists: unknown[][]] {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  const lists: unknown[][] = [];
  for (let from = 0; from < bytes.length;) {
    const whole = bytes.indexOf(newLine, from + pieceBytes);
    const end = whole === -1 ? bytes.length : whole + 1;
    // Line breaks within values are escaped: each one here stands between two rows.
    const rows = bytes.toString('utf8', from, bytes[end - 1] === newLine ? end - 1 : end).replaceAll('\n', ',');
    for (const row of JSON.parse(`[${rows}]`) as unknown[][]) lists.push(row);
    from = end;
  }
  const names = (lists.shift() ?? []) as string[];
  return [names, lists];
}
