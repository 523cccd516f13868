/** What several packages need of the words that cross the network (`tracenest/wire`). */
export type * from './record.js';
export type * from './api.js';
export type * from './api-beside.js';
export type * from './api-findings.js';
export type * from './api-search.js';
export type * from './api-statistics.js';
export type * from './api-threads.js';
export type * from './api-totals.js';
export { STATISTICS_STEPS } from './api-statistics.js';
export { THREAD_SORTS } from './api-threads.js';
export {
  isPaddedSpanId,
  leadingSpanIdOf,
  normalizeId,
  normalizeSpanId,
  padSpanId,
  spanIdOf,
  uuid7,
  uuid7Ms,
} from './ids.js';
export { otlpIds, type OtlpRunIds, type OtlpSpanIds } from './otlp-ids.js';
export { compareTimes, formatUs, normalizeTime, timeToMs } from './time.js';
export {
  childOrder,
  formatSegment,
  normalizeDottedOrder,
  ownSegmentOf,
  parentIdInOrder,
  parseDottedOrder,
  type OrderParent,
  type Segment,
} from './dotted-order.js';
export { packRows, readTable, type RowTable, type UntimedRow } from './packed-rows.js';
export { unpackTrace, type PackedTrace, type ReadTrace } from './packed-trace.js';
export { canonicalJson, jsonText } from './json.js';
export { mergeRecords, mergeTrace, toSkeleton } from './merge.js';
export { usageOf } from './usage.js';
export {
  MAX_TOKENS,
  plainReport,
  NO_TOKENS,
  TOKEN_KINDS,
  usageReportOf,
  type StatedCost,
  type TokenKinds,
  type UsageReport,
} from './usage-report.js';
