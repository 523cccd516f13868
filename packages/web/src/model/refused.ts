/** What of a project was refused, in words. */
import type { RefusedReason } from './answers.js';
import { formatExactly, formatMoment, type Zone } from './words.js';

export interface RefusedWords {
  /** `17 runs of this project were refused since 2026-11-03 …, because the id is not one`. */
  sentence: string;
  lines: { key: string; count: string; what: string; remedy: string; last: string; run: string | null }[];
}

/** Null: nothing was. */
export function refusedWords(reasons: readonly RefusedReason[], zone: Zone): RefusedWords | null {
  if (reasons.length === 0) return null;
  const whole = reasons.filter(({ field }) => field === null);
  const parts = reasons.filter(({ field }) => field !== null);
  const told = [clause(whole, 'refused', zone), clause(parts, 'stored without a field that could not be read', zone)];
  return {
    sentence: told.filter((words) => words !== '').join(' '),
    lines: reasons.map((reason) => ({
      key: `${reason.code} ${reason.field ?? ''} ${reason.is_of_project}`,
      count: `${formatExactly(reason.count)} ×`,
      what: reason.is_of_project
        ? reason.example.message
        : `${reason.example.message} (It named no project: it may be of another one.)`,
      remedy: reason.example.remedy,
      last: formatMoment(reason.last, zone),
      run: reason.example.run_id,
    })),
  };
}

function clause(reasons: readonly RefusedReason[], was: string, zone: Zone): string {
  const [latest, ...others] = reasons;
  if (latest === undefined) return '';
  const count = reasons.reduce((sum, reason) => sum + reason.count, 0);
  const first = reasons.map((reason) => reason.first).reduce((a, b) => (a < b ? a : b));
  const runs = count === 1 ? '1 run of this project was' : `${formatExactly(count)} runs of this project were`;
  const because = `${latest.example.message.replace(/\.$/u, '')}${others.length === 0 ? '' : `, and ${others.length} other ${others.length === 1 ? 'reason' : 'reasons'}`}`;
  return `${runs} ${was} since ${formatMoment(first, zone)}: ${because}.`;
}
