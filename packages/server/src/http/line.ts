/** What the routes work with once the store is open: the way in and the way out. */
import type { Beats } from '../ingest/beats.js';
import type { Beside } from '../ingest/beside.js';
import type { Writer } from '../ingest/writer.js';
import type { BesideQuestions } from '../query/beside-questions.js';
import type { Prices } from '../query/prices.js';
import type { Questions } from '../query/questions.js';
import type { TraceCounter } from '../query/trace-counter.js';
import type { Deletions } from './deletions.js';

export interface Line {
  writer: Writer;
  beats: Beats;
  beside: Beside;
  besides: BesideQuestions;
  questions: Questions;
  prices: Prices;
  counter: Pick<TraceCounter, 'countNow'>;
  deletions: Deletions;
}
