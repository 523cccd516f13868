/** Puts the runs of a trace, in any order, into one tree, and says what is wrong with it. */
export { assemble } from './assemble.js';
export type { Elsewhere, ProcessEnding, RowLink, TraceFacts, TraceTree, TreeFinding, TreeRow } from './trace-tree.js';
export { findingTable, type FindingEntry, type FindingScope } from './findings.js';
export { explain, type Explanation } from './explain.js';
export { formatCount, formatDuration, formatMoney, formatQuantity, formatTime } from './format.js';
export { escapeField, outlineJson, outlineLine, outlineText, type OutlineRow } from './outline.js';
export { totalsOf, type Priced, type RowTotals, type Totals, type TotalsOptions } from './totals.js';
export { priceFinder, type Cost, type FindPrice, type PriceFound, type Unpriced } from './prices.js';
export {
  PriceFileError,
  readPriceFile,
  type ModelPrice,
  type PriceFile,
  type PriceList,
  type Rates,
} from './price-file.js';
export { priceTable } from './price-table.js';
export { timingsOf, type CriticalPiece, type RowTiming, type Timings } from './timings.js';
export { findSplits, splitFinding, type Split, type SplitCause } from './split-trace.js';
export { splitFactsOf, type SplitSource } from './split-facts.js';
export type { SplitCandidate, SplitRoot, SplitRun } from './split-run.js';
export { addJoin, joinOf, joinRuns, tracesToShow, type Join } from './join.js';
export { languageOf, runtimeOf, type Language, type RuntimeFacts } from './language.js';
