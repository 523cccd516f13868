/** What processes of our SDK say of themselves (contract §6). */
import type { SchemaStep } from './schema-step.js';

/**
 * One row for each process; that of a new beat is united with it in the background, so every read
 * unites once more. Times are milliseconds since 1970. A beat may come late: the least lag between
 * a beat and its arrival tells the clocks apart from a delay.
 */
const processes = `
CREATE TABLE IF NOT EXISTS processes (
  instance   UUID,
  host       SimpleAggregateFunction(max, String) COMMENT 'empty: not said',
  pid        SimpleAggregateFunction(max, Int64) COMMENT '0: not said',
  sdk        SimpleAggregateFunction(max, String),
  first_seen SimpleAggregateFunction(min, Int64) COMMENT 'arrival of its first beat',
  last_time  SimpleAggregateFunction(max, Int64) COMMENT 'of its latest beat, by its own clock',
  least_lag  SimpleAggregateFunction(min, Int64) COMMENT 'arrival less its own time',
  latest     SimpleAggregateFunction(max, Tuple(Int64, UInt32, Array(UUID))) COMMENT 'time, open runs and their traces',
  ended      SimpleAggregateFunction(max, Tuple(Int64, String, Int64)) COMMENT 'time, reason and exit code; reason empty: it has not said so'
)
ENGINE = AggregatingMergeTree
ORDER BY instance
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`;

export const processTables: SchemaStep = { number: 2, name: 'processes', statements: [processes] };
