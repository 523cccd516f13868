/**
 * What a pasted text stands for: ids in any spelling, dotted orders, headers, and links to runs, ours
 * and those of other servers. What can be told at once is; the rest is for the server to look up.
 */
import { normalizeId, normalizeSpanId, parseDottedOrder } from 'tracenest/wire';
import { pageOf, traceUrl, tracesUrl } from './page-url.js';

export interface Pasted {
  /** What it was taken for, for example `dotted order`. */
  what: string;
  /** Where it leads, if that is certain without asking. */
  href: string | null;
  /** Id of the run or trace, or a span id, that the server is to look up. */
  sought: string | null;
}

/** Longer than any id or link; a dotted order that deep is no place to go to. */
const LONGEST = 20_000;

/** Null for a text that is none of these. */
export function readPasted(text: string): Pasted | null {
  const bare = text
    .slice(0, LONGEST)
    .trim()
    .replace(/^(?:langsmith-trace|traceparent)\s*[:=]\s*/iu, '')
    .replaceAll(/^["'`<({[]+|["'`>)}\],;]+$/gu, '');
  const id = normalizeId(bare);
  if (id !== null) return { what: 'id', href: null, sought: id };
  if (normalizeSpanId(bare) !== null) return { what: 'span id', href: null, sought: bare.toLowerCase() };
  return readDottedOrder(bare) ?? readTraceparent(bare) ?? readLink(bare);
}

function readDottedOrder(text: string): Pasted | null {
  const segments = parseDottedOrder(text);
  const [root, own] = [segments?.[0], segments?.at(-1)];
  if (root === undefined || own === undefined) return null;
  return { what: 'dotted order', href: traceUrl(root.id, own.id), sought: null };
}

/** The span is looked up: the trace may go by another id here. */
function readTraceparent(text: string): Pasted | null {
  const [, trace = '', span = ''] = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/iu.exec(text) ?? [];
  const traceId = normalizeId(trace);
  if (traceId === null) return null;
  return { what: 'traceparent', href: traceUrl(traceId), sought: normalizeSpanId(span) };
}

/** Names under which links carry the run that they open beside a list. */
const runParameters = ['peek', 'peeked_run', 'run', 'run_id', 'runId', 'peekedTraceId', 'trace_id', 'trace'];

function readLink(text: string): Pasted | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/u.test(url.protocol)) return null;
  const page = pageOf(url.pathname);
  if (page.kind === 'trace' && normalizeId(page.traceId) !== null) {
    return { what: 'link to a trace', href: url.pathname + url.search, sought: null };
  }
  const inPath = /\/(?:r|run|runs|trace|traces)\/([0-9a-f-]{32,36})(?:\/|$)/iu.exec(url.pathname)?.[1];
  const named = [inPath, ...runParameters.map((name) => url.searchParams.get(name))];
  const run = named.map((value) => normalizeId(value)).find((value) => value !== null);
  if (run !== undefined) return { what: 'link to a run', href: null, sought: run };
  const project = /\/projects\/p\/([0-9a-f-]{32,36})(?:\/|$)/iu.exec(url.pathname)?.[1];
  const projectId = normalizeId(project);
  return projectId === null ? null : { what: 'link to a project', href: tracesUrl(projectId), sought: null };
}
