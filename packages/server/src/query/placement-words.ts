/** How a run came to its parent, in words. Never invented: what the sender did not record is said to be so. */
import type { MergedRun, Placement } from 'tracenest/wire';

const words: Readonly<Record<Placement, string>> = {
  context: 'From the async context: its parent was the current run when it began.',
  explicit: 'Given by the program: it named the parent itself.',
  headers: 'From the headers of a request: its parent ran in another process.',
  config: "From LangChain's config: its parent was handed along with the call.",
  otel: 'From OpenTelemetry: its parent was the active span.',
  langsmith: "From the langsmith package: its parent was that package's current run.",
  bound: 'From where the function was made: no run was current when it was called.',
  environment: 'From the environment of the process, given by the one that started it.',
  stale: 'From a run that had already ended: nothing better was known.',
  root: 'None: it begins a trace, by intention or because no run was current.',
};

/** One sentence about where the run's place comes from. */
export function placementSentence(run: Pick<MergedRun, 'tracenest' | 'extra' | 'dialect'>): string {
  const kind = run.tracenest?.placement;
  const known = kind !== undefined && Object.hasOwn(words, kind) ? words[kind] : undefined;
  if (known !== undefined) return known;
  const runtime = run.extra.runtime ?? {};
  const sdk = typeof runtime['sdk'] === 'string' ? runtime['sdk'] : null;
  const sdkVersion = typeof runtime['sdk_version'] === 'string' ? runtime['sdk_version'] : null;
  if (sdk !== null) return `As sent by ${sdkVersion === null ? sdk : `${sdk} ${sdkVersion}`}.`;
  return run.dialect === 'otlp'
    ? 'As sent by an OpenTelemetry exporter.'
    : 'As sent; the sender does not record how the parent was found.';
}
