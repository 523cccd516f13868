/** The findings of a project over a range of time: which ranges there are, and a trend as bars and in words. */
import { formatMoment, formatQuantity, type Zone } from './words.js';

export const ranges = [
  { id: 'hour', label: 'Last hour', lengthMs: 3_600_000 },
  { id: 'day', label: 'Last 24 hours', lengthMs: 86_400_000 },
  { id: 'week', label: 'Last 7 days', lengthMs: 7 * 86_400_000 },
  { id: 'month', label: 'Last 30 days', lengthMs: 30 * 86_400_000 },
] as const;

export type RangeId = (typeof ranges)[number]['id'];

/** @param search the query of an address; a range that we do not know is a week */
export function readRange(search: string): RangeId {
  const asked = new URLSearchParams(search).get('range');
  return ranges.find(({ id }) => id === asked)?.id ?? 'week';
}

/** When a range begins, for a question to the server: ISO 8601. */
export function rangeStart(id: RangeId, nowMs: number): string {
  const lengthMs = ranges.find((range) => range.id === id)?.lengthMs ?? 0;
  return new Date(nowMs - lengthMs).toISOString();
}

/** Heights of the bars of a trend, as parts of the highest; a bucket that is not empty can be seen. */
export function barHeights(trend: readonly number[]): number[] {
  const most = trend.reduce((highest, count) => Math.max(highest, count), 0);
  return trend.map((count) => (count === 0 ? 0 : Math.max(LOWEST, count / most)));
}

const LOWEST = 0.12;

/** A trend for a reader who does not see its bars: `12 findings, most from 2026-11-20 14:00:00.000 UTC: 5`. */
export function trendWords(trend: readonly number[], since: string, bucketMs: number, zone: Zone): string {
  const all = trend.reduce((sum, count) => sum + count, 0);
  if (all === 0) return 'none in this time';
  const highest = trend.reduce((best, count, index) => (count > (trend[best] ?? 0) ? index : best), 0);
  const from = new Date(Date.parse(since) + highest * bucketMs).toISOString();
  const total = formatQuantity(all, 'finding');
  return `${total}, most from ${formatMoment(from, zone)}: ${formatQuantity(trend[highest] ?? 0, 'finding')}`;
}
