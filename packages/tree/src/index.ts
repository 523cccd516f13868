/** Puts the runs of a trace, in any order, into one tree, and says what is wrong with it. */
export { assemble } from './assemble.js';
export type { Elsewhere, TraceFacts, TraceTree, TreeFinding, TreeRow } from './trace-tree.js';
export { findingTable, type FindingEntry, type FindingScope } from './findings.js';
export { explain, type Explanation } from './explain.js';
export { formatCount, formatDuration, formatMoney, formatQuantity, formatTime } from './format.js';
export { outlineJson, outlineText } from './outline.js';
