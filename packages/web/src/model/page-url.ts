/**
 * Which page an address means, and the address of each page. Read from the raw path: a router
 * that decodes once too often would mix up the projects `a%2Fb` and `a/b`.
 */

export type Page =
  | { kind: 'projects' }
  | { kind: 'traces'; project: string }
  | { kind: 'trace'; traceId: string }
  /** A trace in another form than that of a tree. */
  | { kind: 'conversation' | 'outline'; traceId: string }
  | { kind: 'run'; runId: string }
  /** Two traces as one tree. */
  | { kind: 'compare'; traceA: string; traceB: string }
  | { kind: 'findings'; project: string }
  | { kind: 'threads'; project: string }
  | { kind: 'thread'; project: string; threadId: string }
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

/** The way to a page of a project, for its bar; `project` absent: to one beside all projects. */
export function pathTo(project?: string): { href: string; label: string }[] {
  const projects = { href: projectsUrl, label: 'Projects' };
  return project === undefined ? [projects] : [projects, { href: tracesUrl(project), label: project }];
}

/** The conversations of a project. */
export function threadsUrl(project: string): string {
  return `${tracesUrl(project)}/threads`;
}

/** One conversation; its id is unique in its project. */
export function threadUrl(project: string, threadId: string): string {
  return `${tracesUrl(project)}/thread/${encodeURIComponent(threadId)}`;
}

export function traceUrl(traceId: string, runId?: string): string {
  const path = `/trace/${encodeURIComponent(traceId)}`;
  return runId === undefined ? path : `${path}?run=${encodeURIComponent(runId)}`;
}

/** The model calls and tool results of a trace, for reading. `runId`: where to begin. */
export function conversationUrl(traceId: string, runId?: string): string {
  const path = `${traceUrl(traceId)}/conversation`;
  return runId === undefined ? path : `${path}?run=${encodeURIComponent(runId)}`;
}

/** The trace as text. */
export function outlineUrl(traceId: string): string {
  return `${traceUrl(traceId)}/outline`;
}

/** Two traces side by side; differences are told from the first to the second. */
export function compareUrl(traceA: string, traceB: string): string {
  return `/compare/${encodeURIComponent(traceA)}/${encodeURIComponent(traceB)}`;
}

/** Where whoever has the token reads what was shared. */
export function sharedUrl(token: string): string {
  return `/shared/${encodeURIComponent(token)}`;
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
  const [first, , part, inner] = segments;
  if (first === 'compare') {
    const traceB = part === undefined ? undefined : decode(part);
    return traceB === undefined ? { kind: 'not-found', path } : { kind: 'compare', traceA: name, traceB };
  }
  if (first === 'project' && inner !== undefined) {
    const threadId = decode(inner);
    return threadId === undefined ? { kind: 'not-found', path } : { kind: 'thread', project: name, threadId };
  }
  if (first === 'project') return { kind: projectTabs.find((tab) => tab === part) ?? 'traces', project: name };
  if (first === 'trace') return { kind: traceForms.find((form) => form === part) ?? 'trace', traceId: name };
  if (first === 'finding') return { kind: 'finding', code: name };
  return { kind: 'run', runId: name };
}

const projectTabs = ['traces', 'threads', 'findings'] as const;
const traceForms = ['conversation', 'outline'] as const;

function isPageOf([first, , part, ...rest]: readonly string[]): boolean {
  const isAlone = part === undefined;
  if (first === 'project' && part === 'thread') return rest.length === 1;
  if (rest.length > 0) return false;
  if (first === 'project') return isAlone || projectTabs.some((tab) => tab === part);
  if (first === 'compare') return !isAlone;
  if (first === 'trace') return isAlone || traceForms.some((form) => form === part);
  return (first === 'run' || first === 'finding') && isAlone;
}

/** Undefined: the escapes of the segment are not UTF-8. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
