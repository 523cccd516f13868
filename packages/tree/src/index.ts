/** Puts the runs of a trace, in any order, into one tree, and says what is wrong with it. */
export { assemble } from './assemble.js';
export type { Elsewhere, TraceFacts, TraceTree, TreeFinding, TreeRow } from './trace-tree.js';
export { findingTable, type FindingEntry, type FindingScope } from './findings.js';
export { explain, type Explanation } from './explain.js';
export { formatCount, formatDuration, formatMoney, formatQuantity, formatTime } from './format.js';
export { outlineJson, outlineText } from './outline.js';
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
