/** In which language a run's program is written: a remedy is code, and must be in the reader's. */
import type { Json, TracenestExtra } from 'tracenest/wire';

export type Language = 'typescript' | 'python';

/** What clients record of where they run (`extra.runtime`), as far as it is told. */
export interface RuntimeFacts {
  language: Language | null;
  /** Of the language's runtime: `3.10.4`. */
  version: string | null;
  /** `langsmith-py 0.14.1`. */
  sdk: string | null;
  platform: string | null;
}

/** Reads `extra.runtime`, which any program may have sent; null if it says nothing of this. */
export function runtimeOf(runtime: Json | undefined): RuntimeFacts | null {
  if (typeof runtime !== 'object' || runtime === null || Array.isArray(runtime)) return null;
  const sdk = textOf(runtime['sdk']);
  const name = textOf(runtime['runtime']);
  const version = textOf(runtime['runtime_version']);
  const sdkVersion = textOf(runtime['sdk_version']);
  const facts = {
    language: languageNamed(name) ?? languageNamed(sdk),
    version,
    sdk: sdk === null || sdkVersion === null ? sdk : `${sdk} ${sdkVersion}`,
    platform: textOf(runtime['platform']),
  };
  return Object.values(facts).some((fact) => fact !== null) ? facts : null;
}

/** The language of a run, by what its SDK or its client recorded; null if neither did. */
export function languageOf(run: { tracenest: TracenestExtra | null; runtime?: Json }): Language | null {
  const sdk: unknown = run.tracenest?.process?.sdk;
  const own = typeof sdk === 'string' ? languageNamed(sdk) : null;
  return own ?? runtimeOf(run.runtime)?.language ?? null;
}

/** Whether a Python of that version loses the context in tasks of asyncio; false where it is not known. */
export function losesContextInTasks({ language, version }: RuntimeFacts): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (language !== 'python' || major === undefined || minor === undefined) return false;
  return Number(major) < 3 || (Number(major) === 3 && Number(minor) < 11);
}

function languageNamed(name: string | null): Language | null {
  if (name === null) return null;
  if (/python|-py\b/i.test(name)) return 'python';
  return /\bnode|bun|deno|browser|-js\b|javascript|edge|worker/i.test(name) ? 'typescript' : null;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null;
}
