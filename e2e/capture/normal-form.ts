/**
 * Requests of one afternoon and one machine → requests that read the same wherever they were
 * captured: ids are numbered in the order in which they first appear, moments follow each other in
 * steps, and what is only true of the machine is replaced.
 */
import { hostname, release } from 'node:os';
import { ROOT } from '../../scripts/command.mjs';
import type { CapturedRequest } from './fixture.js';

export interface Recorded {
  requests: readonly CapturedRequest[];
  /** Milliseconds since 1970, within the hour of the recording. */
  recordedMs: number;
  /** The first eight digits of every id. */
  salt: string;
  /** Whether digits below the millisecond are not of the clock: JavaScript counts runs with them. */
  countsInMicroseconds: boolean;
}

/** Ids that our server derives from names have version 8, and there is one tenant: they stay. */
const madeByServer = /^(?:.{14}8|00000000-0000-4000-8000-000000000001$)/u;
export const uuidPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/giu;
const isoPattern = /\d{4}-\d\d-\d\d[T ]\d\d(?::|%3A)\d\d(?:%3A|:)\d\d(?:\.\d{1,9})?/gu;
const compactPattern = /\d{8}T\d{6,15}(?=Z)/gu;
const millisecondsPattern = /(?<![\w.-])1\d{12}(?![\w.-])/gu;

const beginMs = Date.parse('2026-03-01T10:00:00Z');
const withinMs = 3_600_000;

export function isMadeByServer(id: string): boolean {
  return madeByServer.test(id);
}

export function normalForm(recorded: Recorded): CapturedRequest[] {
  const text = withoutMachine(JSON.stringify(recorded.requests));
  return JSON.parse(withMoments(withNumberedIds(text, recorded.salt), recorded)) as CapturedRequest[];
}

function withNumberedIds(text: string, salt: string): string {
  const numbers = new Map<string, number>();
  return text.replaceAll(uuidPattern, (id) => {
    const known = id.toLowerCase();
    if (isMadeByServer(known)) return id;
    const number = numbers.get(known) ?? numbers.size + 1;
    numbers.set(known, number);
    // The version stays as it was.
    return `${salt}-0000-${known.charAt(14)}000-8000-${number.toString(16).padStart(12, '0')}`;
  });
}

function withMoments(text: string, { recordedMs, countsInMicroseconds }: Recorded): string {
  const unit = countsInMicroseconds ? 1000 : 1;
  const found = new Set<number>();
  eachMoment(text, (us) => {
    if (Math.abs(us / 1000 - recordedMs) < withinMs) found.add(Math.floor(us / unit));
    return us;
  });
  const ranks = new Map([...found].toSorted((a, b) => a - b).map((moment, rank) => [moment, rank]));
  return eachMoment(text, (us) => {
    const rank = ranks.get(Math.floor(us / unit));
    if (rank === undefined) return us;
    return beginMs * 1000 + rank * (countsInMicroseconds ? 10_000 : 10_001) + (us % unit);
  });
}

/** `change`: microseconds since 1970 → the same. What is written keeps its form. */
function eachMoment(text: string, change: (us: number) => number): string {
  return text
    .replaceAll(isoPattern, (said) => {
      const digits = said.replaceAll('%3A', ':');
      const fraction = /\.(\d+)/u.exec(digits)?.[1] ?? '';
      const changed = written(change(read(`${digits.slice(0, 19).replace(' ', 'T')}Z`, fraction)), fraction.length);
      const form = said.includes('%3A') ? changed.replaceAll(':', '%3A') : changed;
      return said.includes(' ') ? form.replace('T', ' ') : form;
    })
    .replaceAll(compactPattern, (said) => {
      const iso = said.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d).*/u, '$1-$2-$3T$4:$5:$6Z');
      return written(change(read(iso, said.slice(15))), said.length - 15).replaceAll(/[-:.]/gu, '');
    })
    .replaceAll(millisecondsPattern, (said) => String(Math.floor(change(Number(said) * 1000) / 1000)));
}

function read(seconds: string, fraction: string): number {
  return Date.parse(seconds) * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

function written(us: number, digits: number): string {
  const seconds = new Date(Math.floor(us / 1000)).toISOString().slice(0, 19);
  const fraction = String(us % 1_000_000).padStart(6, '0');
  return digits === 0 ? seconds : `${seconds}.${fraction.slice(0, digits).padEnd(digits, '0')}`;
}

/** Boundaries and lengths are told anew when a request is sent. */
function withoutMachine(text: string): string {
  return text
    .replaceAll(/boundary=[\w-]+/gu, 'boundary=captured')
    .replaceAll(/length=\d+/gu, 'length=0')
    .replaceAll(/("content-length":")\d+/gu, '$10')
    .replaceAll(ROOT.replace(/\/$/u, ''), '/program')
    .replaceAll(/Linux-[\w.+~-]*/gu, 'Linux')
    .replaceAll(release(), 'release')
    .replaceAll(hostname(), 'host');
}
