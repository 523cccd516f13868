/** Values that no field should have, as JSON text (or nearly), and every way to put one into a good request. */

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const deepObject = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const segment = '20260301T100000000001Z11111111-1111-4111-8111-111111111111';

/** Text of what stands in place of a value; some of it is no JSON. */
export const hostileValues: Readonly<Record<string, string>> = {
  'levels deeper than the stack': deep(12_000),
  'own methods': '{"toString":1,"valueOf":null,"toJSON":"x","constructor":{"prototype":{}},"then":1,"length":-1}',
  'a hundred thousand levels of lists': deep(100_000),
  'a hundred thousand levels of objects': deepObject(100_000),
  'prototype keys': '{"__proto__":{"isAdmin":true},"hasOwnProperty":null,"constructor":1}',
  'a list of own methods': '[{"toString":1},null,[[]],{"__proto__":null}]',
  'duplicate keys': '{"a":1,"a":{"a":2},"a":[3]}',
  'half a surrogate pair and NUL': String.raw`"\ud800\u0000\udfff\u0000'\"\\%_\n"`,
  'a number beyond doubles': '1e999',
  'a number with a thousand digits': '9'.repeat(1000),
  'the largest double': '-1.7976931348623157e308',
  'the smallest': '5e-324',
  'an integer beyond 2^64': '18446744073709551616',
  NaN: 'NaN',
  'minus Infinity': '-Infinity',
  'an empty text': '""',
  'an empty list': '[]',
  true: 'true',
  SQL: String.raw`"'); DROP TABLE runs; -- {p0:String} ${'$'}{1} \\' /*"`,
  'a hundred kilobytes of quotes': `"${String.raw`\"`.repeat(50_000)}"`,
  'an odd id': '"urn:uuid:{AAAAAAAA-AAAA-AAAA-AAAA-AAAAAAAAAAAA}"',
  'a long id': `"${'a'.repeat(4096)}"`,
  'a time out of range': '"+275760-09-13T00:00:00.001Z"',
  'a time before all': '"-271821-04-20T00:00:00Z"',
  'a thirteenth month': '"2026-13-45T99:99:99.9999999999999999Z"',
  'an order of ten thousand segments': `"${Array.from({ length: 10_000 }, () => segment).join('.')}"`,
  'a filter that never closes': `"${'and('.repeat(20_000)}"`,
  'a filter of many levels': `"${'not('.repeat(20_000)}eq(name, \\"x\\")${')'.repeat(20_000)}"`,
  'a filter of many parts': `"and(${Array.from({ length: 3_000 }, () => 'eq(name, \\"x\\")').join(',')})"`,
};

/** So many of them, the first, are tried in every place. */
export const worstValues = 2;

const mark = '\u{1f300}hostile\u{1f300}';

/** The request's JSON text with `hostile` in place of the value at `path`. */
export function withHostile(good: unknown, path: readonly string[], hostile: string): string {
  return JSON.stringify(replaced(good, path)).replace(JSON.stringify(mark), () => hostile);
}

function replaced(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return mark;
  if (Array.isArray(value)) return value.map((one: unknown, i) => (String(i) === first ? replaced(one, rest) : one));
  const object = value as Record<string, unknown>;
  return { ...object, [first]: replaced(object[first], rest) };
}

/** The path of every value inside a value, itself first. */
export function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner).map((path) => [key, ...path]))];
}
