/** The pages of docs/findings: one for each finding, saying what the product says, with examples that are run here. */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { mergeTrace, toSkeleton } from 'tracenest/wire';
import type { RemoteIds, RunRecord } from 'tracenest/wire';

import { assemble } from './assemble.js';
import { explain } from './explain.js';
import { findingTable } from './findings.js';
import type { Language } from './language.js';
import { runId, skeleton } from './runs.fixture.js';
import { findSplits, splitFinding } from './split-trace.js';

const PAGES = new URL('../../../docs/findings/', import.meta.url);
const NOW = Date.parse('2026-11-20T10:10:00Z');
const pageOf = (code: string): string => readFileSync(new URL(`${code}.md`, PAGES), 'utf8');

/** The records of the example `kind` on a page. */
function example(code: string, kind: 'raises' | 'mended'): (RunRecord & { remote?: RemoteIds })[] {
  const [, text] = new RegExp(`^\`\`\`json ${kind}\\n(.*?)^\`\`\`$`, 'ms').exec(pageOf(code)) ?? [];
  if (text === undefined) throw new Error(`docs/findings/${code}.md has no example "${kind}"`);
  return JSON.parse(text) as RunRecord[];
}

/** What is found when the records have arrived: now, a minute ago, or longer ago than a trace is waited for. */
function codesOf(code: string, kind: 'raises' | 'mended'): string[] {
  const records = example(code, kind);
  if (code === 'split-trace') {
    const roots = records.map(({ id, name = null, start_time, end_time, remote = null }) => ({
      id,
      trace_id: id,
      span_id: null,
      name,
      root_name: name,
      start_time: String(start_time),
      end_time: String(end_time),
      service: null,
      thread_id: null,
      process: null,
      runtime: null,
      candidates: [],
      is_runnable: false,
      remote,
    }));
    return findSplits(roots, roots).map((split) => splitFinding(split).code);
  }
  const agoMs = code === 'pending-parent' ? 0 : code === 'unfinished' ? 16 * 60_000 : 60_000;
  const received = records.map(({ op, ...record }) => ({
    record: { ...record, op: op ?? 'create' },
    received: NOW - agoMs,
  }));
  return assemble(mergeTrace(received).map(toSkeleton), { now: NOW }).findings.map((finding) => finding.code);
}

const codes = findingTable.map(({ code }) => code);

test('each finding has its page, and each page its finding', () => {
  const pages = readdirSync(PAGES).filter((name) => name.endsWith('.md') && name !== 'README.md');
  expect(pages.toSorted()).toEqual(codes.map((code) => `${code}.md`).toSorted());
  const index = readFileSync(new URL('README.md', PAGES), 'utf8');
  expect(codes.filter((code) => !index.includes(`(${code}.md)`))).toEqual([]);
});

describe.each(findingTable)('$code', ({ code, severity, sentence }) => {
  test('the page says what the product says', () => {
    const page = pageOf(code);
    expect(page).toContain(`# \`${code}\``);
    expect(page.toLowerCase()).toContain(`**${severity}.** ${sentence.toLowerCase()}`);
  });

  test.each<[string, Language, string]>([
    ['TypeScript', 'typescript', '## Mend it in Python'],
    ['Python', 'python', '## Example'],
  ])('the remedy in %s is the one that the product gives', (title, language, next) => {
    const [, after = ''] = pageOf(code).split(`## Mend it in ${title}\n`);
    const [section = ''] = after.split(next);
    const ofPython = language === 'python' ? ['asyncio'] : [];
    const causes = code === 'split-trace' ? [...ofPython, 'headers', 'threads', 'config', 'unknown'] : [null];
    for (const cause of causes) {
      const evidence = code === 'unfinished' ? { reason: 'process-gone' } : { cause };
      const { remedy, code: lines } = explain({ code, severity, evidence }, null, language);
      expect(section).toContain(remedy);
      expect(section).toContain(lines ?? '');
    }
  });

  test('nothing to write is shown twice', () => {
    const snippets = [...pageOf(code).matchAll(/^```(?:ts|py|python)\n.*?^```$/gms)].map(([snippet]) => snippet);
    expect(snippets).toEqual([...new Set(snippets)]);
  });

  test('its TypeScript can be read', () => {
    for (const [, snippet = ''] of pageOf(code).matchAll(/^```ts\n(.*?)^```$/gms)) {
      const { diagnostics = [] } = ts.transpileModule(snippet, { reportDiagnostics: true });
      expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
    }
  });
});

describe('the examples', () => {
  test.each(codes.filter((code) => code !== 'too-deep'))('%s', (code) => {
    expect(codesOf(code, 'raises')).toContain(code);
    expect(codesOf(code, 'mended')).toEqual([]);
  });

  test('too-deep', () => {
    const chain = (levels: number): string[] =>
      assemble(
        Array.from({ length: levels }, (_, n) =>
          skeleton({ id: runId(n), parent_run_id: n === 0 ? null : runId(n - 1) }),
        ),
        { now: NOW },
      ).findings.map((finding) => finding.code);
    expect(pageOf('too-deep')).toContain('A chain of 100,001 runs');
    expect(chain(100_001)).toEqual(['too-deep']);
    expect(chain(100_000)).toEqual([]);
  });
});
