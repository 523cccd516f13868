/** What the routes work with once the store is open: the way in and the way out. */
import type { Writer } from '../ingest/writer.js';
import type { Questions } from '../query/questions.js';

export interface Line {
  writer: Writer;
  questions: Questions;
}
