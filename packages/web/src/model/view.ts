/** What the reader has chosen to see of a trace, as it stands in the address. */
import type { Fold } from './visible-rows.js';
import { readZoom, writeZoom, type Zoom } from './zoom.js';

export const tabs = [
  'messages',
  'io',
  'error',
  'details',
  'events',
  'feedback',
  'attachments',
  'links',
  'placement',
  'raw',
] as const;
export type Tab = (typeof tabs)[number];

/** How inputs and outputs are shown: branches to open, texts in it as Markdown or not, or all as text. */
export const forms = ['tree', 'markdown', 'raw', 'yaml'] as const;
export type Form = (typeof forms)[number];

export interface View extends Fold {
  /** Id of the selected run; null: the first one. */
  run: string | null;
  /** Null: nothing was chosen, and each run shows what says most of it. */
  tab: Tab | null;
  /** Looked for in inputs and outputs; empty: nothing. */
  find: string;
  /** Which of the places where it was found is the current one, counted from 0. */
  hit: number;
  form: Form;
  /** Whether lines of text end at the edge of their view. */
  isWrapped: boolean;
  /** Looked for in names and contents of all runs; empty: nothing. */
  sought: string;
  /** Whether what calls neither a model nor a tool is folded away. */
  isCallsOnly: boolean;
  /** The part of the time that bars are drawn for; null: all of it. */
  zoom: Zoom | null;
  /** Whether the rows that decided how long the trace took are marked. */
  isCritical: boolean;
  /** Without the traces that are joined to it. */
  isAlone: boolean;
  /** Where there is room for one part only: the details of the run, instead of the tree. */
  isReading: boolean;
  /** Only the run of this id and all below it; null: the whole trace, as far as it can be shown. */
  root: string | null;
}

/** Characters. */
export const LONGEST_FIND = 500;

/** More rows than this, each opened or closed by hand, are not worth an address nobody can paste. */
const TOGGLED_IN_ADDRESS = 50;
/** A tree has more levels, but no reader asks for them by number. */
export const MOST_LEVELS = 9;

/** @param search the query of an address, with or without its question mark */
export function readView(search: string): View {
  const query = new URLSearchParams(search);
  const tab = query.get('tab');
  const toggled = query.get('toggled') ?? '';
  const level = Number(query.get('level'));
  return {
    run: query.get('run') || null,
    tab: tabs.find((known) => known === tab) ?? null,
    find: (query.get('find') ?? '').slice(0, LONGEST_FIND),
    hit: Math.max(0, Number.parseInt(query.get('hit') ?? '', 10) - 1 || 0),
    form: forms.find((known) => known === query.get('form')) ?? 'tree',
    isWrapped: query.get('wrap') !== '0',
    level: Number.isInteger(level) && level >= 1 && level <= MOST_LEVELS ? level : null,
    toggled: new Set(toggled.split(',').filter((id) => id !== '')),
    sought: (query.get('q') ?? '').slice(0, LONGEST_FIND),
    isCallsOnly: query.get('calls') === '1',
    zoom: readZoom(query.get('zoom')),
    isCritical: query.get('critical') === '1',
    isAlone: query.get('join') === 'none',
    isReading: query.get('part') === 'details',
    root: query.get('root') || null,
  };
}

/** The query that {@link readView} reads back; empty, or with its question mark. */
export function writeView(view: View): string {
  const query = new URLSearchParams();
  if (view.run !== null) query.set('run', view.run);
  if (view.tab !== null) query.set('tab', view.tab);
  if (view.find !== '') query.set('find', view.find);
  if (view.find !== '' && view.hit > 0) query.set('hit', String(view.hit + 1));
  if (view.form !== 'tree') query.set('form', view.form);
  if (!view.isWrapped) query.set('wrap', '0');
  if (view.level !== null) query.set('level', String(view.level));
  if (view.sought !== '') query.set('q', view.sought);
  if (view.isCallsOnly) query.set('calls', '1');
  if (view.zoom !== null) query.set('zoom', writeZoom(view.zoom));
  if (view.isCritical) query.set('critical', '1');
  if (view.isAlone) query.set('join', 'none');
  if (view.isReading) query.set('part', 'details');
  if (view.root !== null) query.set('root', view.root);
  const isWritten = view.toggled.size > 0 && view.toggled.size <= TOGGLED_IN_ADDRESS;
  // Commas as they are: ids hold none, and an address should stay readable.
  const text = isWritten
    ? [query.toString(), `toggled=${[...view.toggled].map(encodeURIComponent).join(',')}`]
    : [query.toString()];
  const search = text.filter((part) => part !== '').join('&');
  return search === '' ? '' : `?${search}`;
}
