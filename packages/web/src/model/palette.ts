/** What the palette offers for what was typed: pure, so that its order can be tested. */
import type { FoundAnswer, FoundThing } from './answers.js';
import {
  findingsUrl,
  preferencesUrl,
  projectsUrl,
  runUrl,
  threadsUrl,
  threadUrl,
  traceUrl,
  tracesUrl,
} from './page-url.js';
import type { Pasted } from './pasted.js';
import type { Visit } from './recent.js';
import { toneIcons, toneOf } from './run-look.js';
import { searchUrl } from './search-view.js';

/** What a choice changes instead of leading somewhere. */
export type Setting = 'zone' | 'light' | 'dark' | 'system' | 'keys';

export interface PaletteEntry {
  /** Heading that it stands under. */
  group: string;
  label: string;
  /** Behind the label. */
  detail: string;
  icon:
    | (typeof toneIcons)[keyof typeof toneIcons]
    | 'folder'
    | 'flag'
    | 'search'
    | 'settings'
    | 'messages'
    | 'keyboard';
  to: { href: string } | { setting: Setting };
}

export interface PaletteAsk {
  text: string;
  pasted: Pasted | null;
  /** The server's answer to the text, or to what was pasted; undefined while there is none. */
  found: FoundAnswer | undefined;
  visits: readonly Visit[];
  /** The project that the page is of. */
  project: string | null;
}

/** In the order shown; entries of one group stand together. */
export function paletteEntries(ask: PaletteAsk): PaletteEntry[] {
  const text = ask.text.trim();
  const words = text.toLowerCase().split(/\s+/u);
  const isMeant = ({ label, detail }: PaletteEntry): boolean => {
    const said = `${label} ${detail}`.toLowerCase();
    return words.every((word) => said.includes(word));
  };
  const visits = ask.visits.map(visitEntry);
  if (text === '') return [...visits.slice(0, RECENT), ...pageEntries(ask.project), ...settings];
  const found = (ask.found?.found ?? []).map(foundEntry);
  if (ask.pasted !== null) return withoutRepeats([...pastedEntries(ask.pasted), ...found]);
  const known = [...visits.filter(isMeant).slice(0, RECENT), ...pageEntries(ask.project).filter(isMeant)];
  return withoutRepeats([...known, ...grouped(found), ...settings.filter(isMeant), ...wordSearches(text, ask.project)]);
}

const RECENT = 6;
const goTo = 'Go to';

function visitEntry({ kind, href, label, project }: Visit): PaletteEntry {
  return {
    group: 'Recent',
    label,
    detail: project ?? 'project',
    icon: kind === 'trace' ? 'branch' : 'folder',
    to: { href },
  };
}

function pageEntries(project: string | null): PaletteEntry[] {
  const page = (label: string, href: string, icon: PaletteEntry['icon'], detail = ''): PaletteEntry => ({
    group: goTo,
    label,
    detail,
    icon,
    to: { href },
  });
  const own =
    project === null
      ? []
      : [
          page('Traces', tracesUrl(project), 'branch', project),
          page('Threads', threadsUrl(project), 'messages', project),
          page('Findings', findingsUrl(project), 'flag', project),
          page('Search runs', searchUrl({ project }), 'search', project),
        ];
  return [
    ...own,
    page('Projects', projectsUrl, 'folder'),
    page('Search', searchUrl(), 'search', 'runs of all projects'),
    page('Preferences', preferencesUrl, 'settings', 'prices of models'),
  ];
}

const settings: readonly PaletteEntry[] = (
  [
    ['zone', 'Switch between local time and UTC', 'times', 'settings'],
    ['light', 'Use the light theme', 'colours', 'settings'],
    ['dark', 'Use the dark theme', 'colours', 'settings'],
    ['system', "Use the system's theme", 'colours', 'settings'],
    ['keys', 'Show the keys of this page', 'keyboard', 'keyboard'],
  ] as const
).map(([setting, label, detail, icon]) => ({ group: 'Settings', label, detail, icon, to: { setting } }));

function pastedEntries({ what, href, sought }: Pasted): PaletteEntry[] {
  if (href === null) return [];
  const label = sought === null ? `Open this ${what}` : `Open the trace of this ${what}`;
  return [{ group: 'Pasted', label, detail: href, icon: 'branch', to: { href } }];
}

function foundEntry(thing: FoundThing): PaletteEntry {
  switch (thing.kind) {
    case 'project':
      return { group: 'Projects', label: thing.name, detail: '', icon: 'folder', to: { href: tracesUrl(thing.name) } };
    case 'thread':
      return {
        group: 'Threads',
        label: thing.thread_id,
        detail: thing.project,
        icon: 'messages',
        to: { href: threadUrl(thing.project, thing.thread_id) },
      };
    case 'trace':
    case 'run': {
      const href = thing.kind === 'trace' ? traceUrl(thing.trace_id) : hrefOfRun(thing.run_id, thing.trace_id);
      const icon = toneIcons[toneOf(thing.run_type)];
      const group = thing.kind === 'trace' ? 'Traces' : 'Runs';
      return { group, label: thing.name, detail: thing.project, icon, to: { href } };
    }
  }
}

function hrefOfRun(runId: string, traceId: string | null): string {
  return traceId === null ? runUrl(runId) : traceUrl(traceId, runId);
}

/** In the project at hand, and in all. */
function wordSearches(text: string, project: string | null): PaletteEntry[] {
  const short = text.slice(0, LONGEST_SHOWN);
  const entry = (where: string, within: string | null): PaletteEntry => ({
    group: 'Search',
    label: `Search ${where} for “${short}”`,
    detail: within ?? '',
    icon: 'search',
    to: { href: searchUrl({ q: text, project: within }) },
  });
  const all = entry('all runs', null);
  return project === null ? [all] : [entry('this project', project), all];
}

const LONGEST_SHOWN = 80;

const order = ['Projects', 'Traces', 'Runs', 'Threads'];

function grouped(entries: readonly PaletteEntry[]): PaletteEntry[] {
  return order.flatMap((group) => entries.filter((entry) => entry.group === group));
}

/** The first of those that lead to the same place. */
function withoutRepeats(entries: readonly PaletteEntry[]): PaletteEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ to }) => {
    const key = JSON.stringify(to);
    return seen.has(key) ? false : seen.add(key);
  });
}
