import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareUrl,
  conversationUrl,
  findingsUrl,
  findingUrl,
  outlineUrl,
  pageOf,
  runUrl,
  threadsUrl,
  threadUrl,
  traceUrl,
  tracesUrl,
} from './page-url.js';

describe('page of an address', () => {
  test.each([
    ['/', { kind: 'projects' }],
    ['/project/shop', { kind: 'traces', project: 'shop' }],
    ['/project/shop/', { kind: 'traces', project: 'shop' }],
    ['/project/shop/traces', { kind: 'traces', project: 'shop' }],
    ['/project/shop/findings', { kind: 'findings', project: 'shop' }],
    ['/project/shop/threads', { kind: 'threads', project: 'shop' }],
    ['/project/shop/thread', { kind: 'not-found', path: '/project/shop/thread' }],
    ['/project/shop/thread/c-1', { kind: 'thread', project: 'shop', threadId: 'c-1' }],
    ['/project/shop/thread/%E0%A4%A', { kind: 'not-found', path: '/project/shop/thread/%E0%A4%A' }],
    ['/project/shop/threads/c-1', { kind: 'not-found', path: '/project/shop/threads/c-1' }],
    ['/trace/t1/conversation', { kind: 'conversation', traceId: 't1' }],
    ['/trace/t1/outline', { kind: 'outline', traceId: 't1' }],
    ['/trace/t1/outline/x', { kind: 'not-found', path: '/trace/t1/outline/x' }],
    ['/project/a%2Fb', { kind: 'traces', project: 'a/b' }],
    ['/project/a%252Fb', { kind: 'traces', project: 'a%2Fb' }],
    ['/trace/t1', { kind: 'trace', traceId: 't1' }],
    ['/compare/t1/t2', { kind: 'compare', traceA: 't1', traceB: 't2' }],
    ['/compare/t1', { kind: 'not-found', path: '/compare/t1' }],
    ['/compare/t1/%E0%A4%A', { kind: 'not-found', path: '/compare/t1/%E0%A4%A' }],
    ['/compare/t1/t2/x', { kind: 'not-found', path: '/compare/t1/t2/x' }],
    ['/run/r1', { kind: 'run', runId: 'r1' }],
    ['/finding/late-child', { kind: 'finding', code: 'late-child' }],
    ['/finding', { kind: 'not-found', path: '/finding' }],
    ['/preferences', { kind: 'preferences' }],
    ['/search', { kind: 'search' }],
    ['/search/x', { kind: 'not-found', path: '/search/x' }],
    ['/preferences/x', { kind: 'not-found', path: '/preferences/x' }],
    ['/project', { kind: 'not-found', path: '/project' }],
    ['/project/a/b', { kind: 'not-found', path: '/project/a/b' }],
    ['/trace/t1/x', { kind: 'not-found', path: '/trace/t1/x' }],
    ['/project/%E0%A4%A', { kind: 'not-found', path: '/project/%E0%A4%A' }],
    ['/elsewhere/x', { kind: 'not-found', path: '/elsewhere/x' }],
  ])('%s', (path, page) => {
    expect(pageOf(path)).toEqual(page);
  });

  test('every project name survives its own address', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(name, (project) => {
        expect(pageOf(tracesUrl(project))).toEqual({ kind: 'traces', project });
        expect(pageOf(compareUrl(project, 'b'))).toEqual({ kind: 'compare', traceA: project, traceB: 'b' });
        expect(pageOf(findingsUrl(project))).toEqual({ kind: 'findings', project });
        expect(pageOf(threadsUrl(project))).toEqual({ kind: 'threads', project });
        expect(pageOf(threadUrl(project, project))).toEqual({ kind: 'thread', project, threadId: project });
      }),
    );
  });

  test('a trace and a run in it have one address', () => {
    expect(traceUrl('t1')).toBe('/trace/t1');
    expect(traceUrl('t1', 'a&b')).toBe('/trace/t1?run=a%26b');
    expect(pageOf(runUrl('a/b'))).toEqual({ kind: 'run', runId: 'a/b' });
    expect(conversationUrl('t1', 'r/1')).toBe('/trace/t1/conversation?run=r%2F1');
    expect(pageOf(outlineUrl('a/b'))).toEqual({ kind: 'outline', traceId: 'a/b' });
    // A code is sent by the traced program.
    expect(findingUrl('../x?')).toBe('/finding/..%2Fx%3F');
  });
});
