/** What the reader looked at last, as it is kept in this browser: names and addresses of traces and projects. */

export interface Visit {
  kind: 'trace' | 'project';
  /** Path on this server. */
  href: string;
  label: string;
  /** The project of a trace; null for a project. */
  project: string | null;
}

const MOST = 12;
const LONGEST_LABEL = 200;

/** The visit first; an earlier one to the same place is the same. */
export function withVisit(visits: readonly Visit[], visit: Visit): Visit[] {
  const short = { ...visit, label: visit.label.slice(0, LONGEST_LABEL) };
  return [short, ...visits.filter(({ href }) => href !== visit.href)].slice(0, MOST);
}

/** What was kept, as far as it can be read: anything else may stand there. */
export function readVisits(kept: string | null): Visit[] {
  let values: unknown;
  try {
    values = JSON.parse(kept ?? '[]');
  } catch {
    return [];
  }
  return Array.isArray(values) ? values.filter(isVisit).slice(0, MOST) : [];
}

function isVisit(value: unknown): value is Visit {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, href, label, project } = value as Partial<Record<keyof Visit, unknown>>;
  const isKnown = (kind === 'trace' || kind === 'project') && typeof href === 'string' && typeof label === 'string';
  return isKnown && href.startsWith(`/${kind}/`) && (project === null || typeof project === 'string');
}
