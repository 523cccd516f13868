/** What to write to mend a finding, in each language that it can be told in. */
import { explain, languageOf, type Language } from '@tracenest/tree';
import type { ExplainedFinding, RunDetail } from './answers.js';

export type { Language } from '@tracenest/tree';

export interface Remedy {
  text: string;
  /** Lines to copy; empty: there is nothing to write. */
  code: string;
}

/** Both the same: the remedy is not a matter of language. */
export type Remedies = Readonly<Record<Language, Remedy>>;

export const languageNames: Readonly<Record<Language, string>> = { typescript: 'TypeScript', python: 'Python' };

/** @param name of the run concerned; undefined: it is in another trace, or there is none */
export function remediesOf(finding: ExplainedFinding, name: string | undefined): Remedies {
  const tell = (language: Language): Remedy => {
    const { remedy, code = '' } = explain(finding, name === undefined ? null : { name }, language);
    return { text: remedy, code };
  };
  return { typescript: tell('typescript'), python: tell('python') };
}

export function isOfLanguage({ typescript, python }: Remedies): boolean {
  return typescript.text !== python.text || typescript.code !== python.code;
}

/** The language of a run's program, by its SDK or its runtime; null: neither tells. */
export function languageOfRun({ runtime, placement }: Pick<RunDetail, 'runtime' | 'placement'>): Language | null {
  const { process, kind } = placement;
  const tracenest = process === null ? null : { v: 1 as const, placement: kind ?? 'root', process };
  return languageOf({ tracenest, runtime });
}

/** The language that a finding itself names; null: it names none. */
export function languageOfFinding({ evidence }: Pick<ExplainedFinding, 'evidence'>): Language | null {
  const named = evidence?.['language'];
  return named === 'python' || named === 'typescript' ? named : null;
}
