/** What is searched for, as it stands in the address of the search page. */
import { searchPath } from './page-url.js';

export interface SearchView {
  /** Words that a run contains, or a filter; empty: all runs. */
  q: string;
  /** Null: all projects. */
  project: string | null;
  isRoot: boolean;
  hasError: boolean;
}

export const emptySearch: SearchView = { q: '', project: null, isRoot: false, hasError: false };

/** @param search the query of an address, with or without its question mark */
export function readSearchView(search: string): SearchView {
  const query = new URLSearchParams(search);
  return {
    q: query.get('q') ?? '',
    project: query.get('project') || null,
    isRoot: query.get('roots') === '1',
    hasError: query.get('failed') === '1',
  };
}

/** The address that {@link readSearchView} reads back. */
export function searchUrl(view: Partial<SearchView> = {}): string {
  const { q, project, isRoot, hasError } = { ...emptySearch, ...view };
  const query = new URLSearchParams();
  if (q !== '') query.set('q', q);
  if (project !== null) query.set('project', project);
  if (isRoot) query.set('roots', '1');
  if (hasError) query.set('failed', '1');
  return query.size === 0 ? searchPath : `${searchPath}?${query.toString()}`;
}
