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
  writeFileSync(fileOf(language), `${JSON.stringify(sorted(results), null, 2)}\n`);
}

/** By client, version and method. */
export function sorted(results: readonly Result[]): Result[] {
  const key = ({ client, version, method }: Result): string => [client, version, method].join('\n');
  return results.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function fileOf(language: Language): URL {
  return new URL(`results-${language}.json`, import.meta.url);
}
