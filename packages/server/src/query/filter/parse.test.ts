import { describe, expect, test } from 'vitest';
import { parseFilter } from './parse.js';
import { FilterError } from './syntax.js';

/** Every example of LangSmith's documentation that the protocol notes list. */
const documented = [
  'eq(name, "extractor")',
  'and(eq(feedback_key, "user_score"), eq(feedback_score, 1))',
  'and(eq(feedback_key, "star_rating"), gt(feedback_score, 4))',
  'gt(latency, "5s")',
  'gt(total_tokens, 5000)',
  'neq(error, null)',
  'gt(start_time, "2023-07-15T12:34:56Z")',
  'search("substring")',
  'has(tags, "2aa1cf4")',
  'and(eq(run_type, "chain"), gt(latency, 10), gt(total_tokens, 5000))',
  'and(gt(start_time, "2023-07-15T12:34:56Z"), or(neq(error, null), and(eq(feedback_key, "Correctness"), eq(feedback_score, 0.0))))',
  'and(or(has(tags, "experimental"), has(tags, "beta")), gt(latency, 2))',
  "eq(metadata_key, 'user_id')",
  "and(eq(metadata_key, 'environment'), eq(metadata_value, 'production'))",
  "and(eq(name, 'ChatOpenAI'), eq(metadata_key, 'conversation_id'), eq(metadata_value, '69b12c91-b1e2-46ce-91de-794c077e8151'))",
  'and(eq(run_type, "llm"), eq(name, "ChatOpenAI"), eq(input_key, "messages.content"), like(input_value, "%messages.content%"))',
  `and(not(has(metadata, '{"foo": "bar"}')), exists(metadata, "tenant_id"))`,
  'eq(thread_id, "abc")',
  'eq(status, "success")',
  'lt(start_time, "2025-01-01T00:00:00Z")',
  'eq(trace_id, "0190a1b2-0000-7000-8000-000000000001")',
  'and(in(metadata_key, ["session_id","conversation_id","thread_id"]), eq(metadata_value, "T"))',
];

describe('what is read', () => {
  test.each(documented)('%s', (text) => {
    expect(() => parseFilter(text)).not.toThrow();
  });

  test('values in the form of their field', () => {
    expect(parseFilter('gt(latency, "250ms")')).toMatchObject({ values: [0.25] });
    expect(parseFilter('eq(id, "0190A1B2000070008000000000000001")')).toMatchObject({
      values: ['0190a1b2-0000-7000-8000-000000000001'],
    });
    expect(parseFilter('lt(end_time, "2025-01-01T02:00:00+02:00")')).toMatchObject({
      values: ['2025-01-01T00:00:00Z'],
    });
    expect(parseFilter('eq(is_root, True)')).toMatchObject({ values: [true] });
    expect(parseFilter('eq(error, None)')).toMatchObject({ values: [null] });
    expect(parseFilter('gte(total_cost, "0.5")')).toMatchObject({ values: [0.5] });
  });

  test.each([
    ['eq(name, "say \\"hi\\" \\u00e9")', 'say "hi" é'],
    [`eq(name, 'it\\'s "so"')`, `it's "so"`],
    ['eq(name, "two\nlines")', 'two\nlines'],
    ['eq(name, "back\\\\slash")', 'back\\slash'],
    [`eq(name, 'a\\\\"b')`, 'a\\"b'],
    ['eq(name, "")', ''],
  ])('quotes and escapes: %s', (text, value) => {
    expect(parseFilter(text)).toMatchObject({ values: [value] });
  });
});

describe('conditions on pairs', () => {
  const key = (text: string, comparator = 'eq') => ({ part: 'key', comparator, values: [text] });
  const value = (text: string, comparator = 'eq') => ({ part: 'value', comparator, values: [text] });
  const pair = (some: unknown[], none: unknown[] = []) => ({ kind: 'pair', pair: 'metadata', some, none });

  test.each([
    ["eq(metadata_key,'k')", pair([key('k')])],
    ["neq(metadata_key,'k')", pair([], [key('k')])],
    ["and(eq(metadata_key,'k'), eq(metadata_value,'v'))", pair([key('k'), value('v')])],
    ["and(eq(metadata_key,'k'), neq(metadata_value,'v'))", pair([key('k'), value('v', 'neq')])],
    ["and(neq(metadata_key,'k'), neq(metadata_value,'v'))", pair([], [key('k'), value('v')])],
    ["and(eq(metadata_value,'v'), eq(metadata_key,'k'))", pair([value('v'), key('k')])],
  ])('%s', (text, condition) => {
    const filter = parseFilter(text);
    expect(filter.kind === 'and' ? filter.parts[0] : filter).toEqual(condition);
  });

  test('a key that is not there beside a value that is', () => {
    expect(parseFilter("and(neq(metadata_key,'k'), eq(metadata_value,'v'))")).toEqual({
      kind: 'and',
      parts: [pair([value('v')]), pair([], [key('k')])],
    });
  });

  test('two keys are two pairs, each with the values after it', () => {
    expect(
      parseFilter("and(eq(metadata_key,'a'), eq(metadata_value,'1'), eq(metadata_key,'b'), eq(metadata_value,'2'))"),
    ).toEqual({ kind: 'and', parts: [pair([key('a'), value('1')]), pair([key('b'), value('2')])] });
  });

  test('under `or` each stands alone', () => {
    expect(parseFilter("or(eq(metadata_key,'k'), eq(metadata_value,'v'))")).toEqual({
      kind: 'or',
      parts: [pair([key('k')]), pair([value('v')])],
    });
  });
});

describe('what is refused, with the place and what was expected', () => {
  test.each([
    ['', 0, /^and, or, not/],
    ['eq', 2, /"\("/],
    ['eq(name)', 7, /","/],
    ['eq(name, x)', 9, /a value/],
    ['eq("name", "x")', 3, /without quotes/],
    ['eq(nme, "x")', 3, /one of the fields id, trace_id/],
    ['equals(name, "x")', 0, /^and, or, not/],
    ['eq(name, "x")) ', 13, /the end of the filter/],
    ['eq(name, "x', 9, /closing "/],
    ['gt(is_root, true)', 10, /is_root takes eq, neq, in/],
    ['gt(latency, "soon")', 12, /a duration/],
    ['gt(start_time, "yesterday")', 15, /a time such as/],
    ['eq(id, "x")', 7, /an id of 32/],
    ['has(metadata, "x")', 14, /a JSON object/],
    ['in(name, "x")', 9, /"\["/],
    ['gt(total_tokens, null)', 17, /other than null/],
    ['search(latency, "x")', 7, /a field with text/],
    ['eq(name, "\\x")', 9, /escapes of JSON/],
    ['eq(name; "x")', 7, /a name, a number/],
    ['and()', 4, /^and, or, not/],
  ])('%s', (text, position, expected) => {
    let error: unknown;
    try {
      parseFilter(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(FilterError);
    expect(error).toMatchObject({ position });
    expect((error as FilterError).expected).toMatch(expected);
  });

  test('more brackets than the stack should hold, and endless text', () => {
    expect(() => parseFilter(`${'not('.repeat(5000)}eq(name,"a")${')'.repeat(5000)}`)).toThrow(FilterError);
    expect(() => parseFilter(`eq(name, "${'a'.repeat(30_000)}")`)).toThrow(FilterError);
  });
});
