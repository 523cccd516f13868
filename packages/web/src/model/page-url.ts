/**
 * Which page an address means, and the address of each page. Read from the raw path: a router
 * that decodes once too often would mix up the projects `a%2Fb` and `a/b`.
 */

export type Page =
  | { kind: 'projects' }
  | { kind: 'traces'; project: string }
  | { kind: 'trace'; traceId: string }
  | { kind: 'run'; runId: string }
  | { kind: 'findings'; project: string }
  | { kind: 'finding'; code: string }
  | { kind: 'preferences' }
  | { kind: 'search' }
  /** Only in development. */
  | { kind: 'design' }
  | { kind: 'not-found'; path: string };

export const projectsUrl = '/';
export const preferencesUrl = '/preferences';
/** Without what is searched for: see search-view.ts. */
export const searchPath = '/search';

export function tracesUrl(project: string): string {
  return `/project/${encodeURIComponent(project)}`;
}

export function findingsUrl(project: string): string {
  return `${tracesUrl(project)}/findings`;
}

export function traceUrl(traceId: string, runId?: string): string {
  const path = `/trace/${encodeURIComponent(traceId)}`;
  return runId === undefined ? path : `${path}?run=${encodeURIComponent(runId)}`;
}

/** A run whose trace is not known yet: leads to its place. */
export function runUrl(runId: string): string {
  return `/run/${encodeURIComponent(runId)}`;
}

/** What a finding means, whatever run it is of. */
export function findingUrl(code: string): string {
  return `/finding/${encodeURIComponent(code)}`;
}

/** The page of a path as it stands in the address bar, still escaped. */
export function pageOf(path: string): Page {
  const segments = path.split('/').filter((segment) => segment !== '');
  const name = segments[1] === undefined ? undefined : decode(segments[1]);
  if (segments.length === 0) return { kind: 'projects' };
  const [only] = segments.length === 1 ? segments : [];
  if (only === 'preferences' || only === 'search' || only === 'design') return { kind: only };
  if (name === undefined || !isPageOf(segments)) return { kind: 'not-found', path };
  if (segments[0] === 'project') return { kind: segments[2] === 'findings' ? 'findings' : 'traces', project: name };
  if (segments[0] === 'trace') return { kind: 'trace', traceId: name };
  if (segments[0] === 'finding') return { kind: 'finding', code: name };
  return { kind: 'run', runId: name };
}

function isPageOf(segments: readonly string[]): boolean {
  if (segments[0] === 'project') return segments.length === 2 || (segments.length === 3 && isProjectTab(segments[2]));
  return ['trace', 'run', 'finding'].includes(segments[0] ?? '') && segments.length === 2;
}

function isProjectTab(segment: string | undefined): boolean {
  return segment === 'traces' || segment === 'findings';
}

/** Undefined: the escapes of the segment are not UTF-8. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
