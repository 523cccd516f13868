/** Clocks that are off: rows of such a service are drawn shifted, and the page says so wherever it shows one. */
import type { ExplainedFinding, TraceRowAnswer } from './answers.js';
import { formatDuration } from './words.js';

export interface ShiftedClock {
  /** `service billing`, `host web-1`. */
  name: string;
  /** What is added to its times. */
  offsetMs: number;
}

/** The clocks of a trace that are off, each once. */
export function shiftedClocks(findings: readonly ExplainedFinding[]): ShiftedClock[] {
  const clocks = new Map<string, ShiftedClock>();
  for (const { code, evidence } of findings) {
    const offset = evidence?.['offset_ms'];
    if (code !== 'clock-skew' || typeof offset !== 'number') continue;
    const { service, clock } = evidence ?? {};
    const name = [clock, service].flatMap((part) => (typeof part === 'string' && part !== '' ? [part] : [])).join(' ');
    clocks.set(`${name} ${offset}`, { name: name.slice(0, 120) || 'a service', offsetMs: offset });
  }
  return [...clocks.values()];
}

/** `shifted by −1.20 s: the clock of service billing is off`. */
export function shiftWords({ name, offsetMs }: ShiftedClock): string {
  const sign = offsetMs > 0 ? '+' : '';
  return `shifted by ${sign}${formatDuration(offsetMs)}: the clock of ${name} is off`;
}

/** Why a row is drawn elsewhere than its own times say; null: it is not. */
export function rowShift(
  row: Pick<TraceRowAnswer, 'offset_ms' | 'service'>,
  clocks: readonly ShiftedClock[],
): string | null {
  if (row.offset_ms === 0) return null;
  const same = clocks.filter((clock) => clock.offsetMs === row.offset_ms);
  const own = same.find((clock) => row.service !== null && clock.name === `service ${row.service}`) ?? same[0];
  const name = own?.name ?? (row.service === null ? 'its service' : `service ${row.service}`);
  return shiftWords({ name, offsetMs: row.offset_ms });
}
