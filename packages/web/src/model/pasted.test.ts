import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPasted } from './pasted.js';

const root = '018f2c5e-0000-7000-8000-00000000000a';
const run = '018f2c5e-0001-7000-8000-00000000000b';
const order = `20260131T140322117000Z${root}.20260131T140322118000Z${run}`;
const bare = (id: string): string => id.replaceAll('-', '');
const inTrace = `/trace/${root}?run=${run}`;

describe('what was pasted', () => {
  test.each([
    ['an id', run, { what: 'id', href: null, sought: run }],
    ['without dashes', bare(run), { what: 'id', href: null, sought: run }],
    ['in capitals, with space', `  ${run.toUpperCase()}\n`, { what: 'id', href: null, sought: run }],
    ['in quotes', `"${run}",`, { what: 'id', href: null, sought: run }],
    ['a span id', '800000000000000b', { what: 'span id', href: null, sought: '800000000000000b' }],
    ['a dotted order', order, { what: 'dotted order', href: inTrace, sought: null }],
    ['a header', `langsmith-trace: ${order}`, { what: 'dotted order', href: inTrace, sought: null }],
    [
      'a traceparent',
      `traceparent: 00-${bare(root)}-00f067aa0ba902b7-01`,
      { what: 'traceparent', href: `/trace/${root}`, sought: '00f067aa0ba902b7' },
    ],
    [
      'our own link',
      `http://traces.example:1984/trace/${root}?run=${run}&tab=placement`,
      { what: 'link to a trace', href: `${inTrace}&tab=placement`, sought: null },
    ],
    ['our link to a run', `http://localhost:1984/run/${run}`, { what: 'link to a run', href: null, sought: run }],
    [
      "LangSmith's link to a run",
      `https://smith.langchain.com/o/${root}/projects/p/${root}/r/${run}?trace_id=${root}&start_time=2026-01-31T14:03:22`,
      { what: 'link to a run', href: null, sought: run },
    ],
    [
      'a run opened beside a list',
      `https://eu.smith.langchain.com/o/${root}/projects/p/${root}?timeModel=%7B%7D&peek=${run}`,
      { what: 'link to a run', href: null, sought: run },
    ],
    [
      'a project',
      `https://smith.langchain.com/o/${run}/projects/p/${root}`,
      { what: 'link to a project', href: `/project/${root}`, sought: null },
    ],
  ])('%s', (_, text, pasted) => {
    expect(readPasted(text)).toEqual(pasted);
  });

  test.each([
    '',
    'refund',
    '018f2c5e',
    'https://example.com/trace/of/nothing',
    'https://example.com/trace/hello',
    `javascript:alert("/r/${run}")`,
    `data:text/html,/r/${run}`,
    `${order}.`,
  ])('%j is none', (text) => {
    expect(readPasted(text)).toBeNull();
  });

  test('whatever it is, it leads to a page of ours or nowhere', () => {
    const text = fc.oneof(
      fc.string(),
      fc.webUrl({ withQueryParameters: true }),
      fc.constant(`//evil.example/trace/${run}`),
    );
    fc.assert(
      fc.property(text, (pasted) => {
        const href = readPasted(pasted)?.href ?? '/';
        expect(new URL(href, 'http://ours.example').origin).toBe('http://ours.example');
      }),
    );
  });
});
