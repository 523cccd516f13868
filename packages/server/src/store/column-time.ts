/** Times as the columns of the store hold them: a client may send any year. */

const firstColumnTime = '1900-01-01 00:00:00.000000';
/** Its microseconds still fit into a number that is exact: lists are paged by them. */
const lastColumnTime = '2199-12-31 23:59:59.999999';

/**
 * A time in normal form for a DateTime64(6) column. What is more exact, or of another year, is cut
 * to what the column holds: of two times none comes to stand before the other one by it.
 */
export function columnTime(time: string): string {
  const fraction = time.length > 20 ? time.slice(20, -1) : '';
  const text = `${time.slice(0, 10)} ${time.slice(11, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}`;
  if (text < firstColumnTime) return firstColumnTime;
  return text > lastColumnTime ? lastColumnTime : text;
}

/** The same as microseconds since 1970. */
export function columnMicroseconds(time: string): number {
  const text = columnTime(time);
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`) * 1000 + Number(text.slice(20));
}
