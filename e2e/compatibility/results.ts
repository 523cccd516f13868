/** What was tried with the official clients, kept in one file for each language. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export interface Result {
  /** Name of the package, for example langsmith. */
  client: string;
  /** For example 0.12.0. */
  version: string;
  /** Name of the method, with what is special about the call in parentheses. */
  method: string;
  outcome: 'works' | 'refused';
  /** What was compared, or the sentence with which it is refused. */
  note: string;
}

export interface Tried {
  results: Result[];
  /** Methods that are neither as written nor refused in words, or that nobody has decided on, and why. */
  faults: string[];
}

export type Language = 'javascript' | 'python';

export const LANGUAGES: Readonly<Record<Language, string>> = {
  javascript: 'JavaScript',
  python: 'Python',
};

/** Empty where nothing of that language was tried yet. */
export function readResults(language: Language): Result[] {
  const file = fileOf(language);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result[]) : [];
}

export function writeResults(language: Language, results: readonly Result[]): void {
  const lines = sorted(results).map((result) => `  ${JSON.stringify(result)}`);
  writeFileSync(fileOf(language), `[\n${lines.join(',\n')}\n]\n`);
}

/** Of the written results those of clients and versions that were tried. */
export function resultsLike(tried: readonly Result[], written: readonly Result[]): Result[] {
  const kindOf = ({ client, version }: Result): string => `${client} ${version}`;
  const kinds = new Set(tried.map(kindOf));
  return written.filter((result) => kinds.has(kindOf(result)));
}

/** By client, version and method. */
export function sorted(results: readonly Result[]): Result[] {
  const key = ({ client, version, method }: Result): string => [client, version, method].join('\n');
  return results.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function fileOf(language: Language): URL {
  return new URL(`results-${language}.json`, import.meta.url);
}
