import { expect, test } from 'vitest';
import { readVisits, withVisit, type Visit } from './recent.js';

const visitOf = (n: number): Visit => ({ kind: 'trace', href: `/trace/${n}`, label: `trace ${n}`, project: 'shop' });

test('the latest visit is first, each place once, twelve in all', () => {
  const places = [...Array.from({ length: 20 }, (_, n) => n), 15];
  const kept = places.reduce<Visit[]>((visits, n) => withVisit(visits, visitOf(n)), []);
  expect(kept.map(({ href }) => href)).toEqual(
    [15, 19, 18, 17, 16, 14, 13, 12, 11, 10, 9, 8].map((n) => `/trace/${n}`),
  );
});

test('what is kept is read back', () => {
  const visits = [visitOf(1), { kind: 'project', href: '/project/a%2Fb', label: 'a/b', project: null } as const];
  expect(readVisits(JSON.stringify(visits))).toEqual(visits);
  expect(withVisit([], { ...visitOf(1), label: 'x'.repeat(5000) })[0]?.label).toHaveLength(200);
});

test.each([
  null,
  '',
  '{',
  '{}',
  'null',
  '[null, 1, "x", {}]',
  '[{"kind":"trace","href":"https://evil.example/","label":"x","project":null}]',
  '[{"kind":"trace","href":"javascript:alert(1)","label":"x","project":null}]',
  '[{"kind":"project","href":"/trace/1","label":"x","project":null}]',
])('%j holds no visits', (kept) => {
  expect(readVisits(kept)).toEqual([]);
});
