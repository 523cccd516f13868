/** What the reader has chosen to see of a trace, as it stands in the address. */

export const tabs = ['io', 'details', 'events', 'placement'] as const;
export type Tab = (typeof tabs)[number];

export interface View {
  /** Id of the selected run; null: the first one. */
  run: string | null;
  tab: Tab;
  collapsed: ReadonlySet<string>;
  /** Whether the rows that decided how long the trace took are marked. */
  isCritical: boolean;
  /** Without the traces that are joined to it. */
  isAlone: boolean;
}

/** More collapsed runs than this are not worth an address nobody can paste. */
const COLLAPSED_IN_ADDRESS = 20;

/** @param search the query of an address, with or without its question mark */
export function readView(search: string): View {
  const query = new URLSearchParams(search);
  const tab = query.get('tab');
  const collapsed = query.get('collapsed') ?? '';
  return {
    run: query.get('run') || null,
    tab: tabs.find((known) => known === tab) ?? 'io',
    collapsed: new Set(collapsed.split(',').filter((id) => id !== '')),
    isCritical: query.get('critical') === '1',
    isAlone: query.get('join') === 'none',
  };
}

/** The query that {@link readView} reads back; empty, or with its question mark. */
export function writeView(view: View): string {
  const query = new URLSearchParams();
  if (view.run !== null) query.set('run', view.run);
  if (view.tab !== 'io') query.set('tab', view.tab);
  if (view.isCritical) query.set('critical', '1');
  if (view.isAlone) query.set('join', 'none');
  const collapsed = view.collapsed.size > 0 && view.collapsed.size <= COLLAPSED_IN_ADDRESS;
  // Commas as they are: ids hold none, and an address should stay readable.
  const text = collapsed
    ? [query.toString(), `collapsed=${[...view.collapsed].map(encodeURIComponent).join(',')}`]
    : [query.toString()];
  const search = text.filter((part) => part !== '').join('&');
  return search === '' ? '' : `?${search}`;
}
