/**
 * The filter language of LangSmith's run queries as a tree. `parse.ts` makes it from text,
 * `match.ts` tells whether a run fits it, `candidates.ts` turns it into SQL.
 */

/** What a field holds decides which values and comparators it takes. */
export type FieldKind = 'id' | 'text' | 'time' | 'duration' | 'number' | 'boolean' | 'texts' | 'object' | 'content';

/** Fields of a run that are compared on their own. */
export type PlainField =
  | 'id'
  | 'trace_id'
  | 'parent_run_id'
  | 'session_id'
  | 'reference_example_id'
  | 'name'
  | 'run_type'
  | 'status'
  | 'error'
  | 'thread_id'
  | 'model_name'
  | 'start_time'
  | 'end_time'
  | 'latency'
  | 'first_token_time'
  | 'total_tokens'
  | 'prompt_tokens'
  | 'completion_tokens'
  | 'total_cost'
  | 'prompt_cost'
  | 'completion_cost'
  | 'execution_order'
  | 'is_root'
  | 'tags'
  | 'metadata'
  | 'inputs'
  | 'outputs';

export const plainFields: Readonly<Record<PlainField, FieldKind>> = {
  id: 'id',
  trace_id: 'id',
  parent_run_id: 'id',
  session_id: 'id',
  reference_example_id: 'id',
  name: 'text',
  run_type: 'text',
  status: 'text',
  error: 'text',
  thread_id: 'text',
  model_name: 'text',
  start_time: 'time',
  end_time: 'time',
  latency: 'duration',
  first_token_time: 'duration',
  total_tokens: 'number',
  prompt_tokens: 'number',
  completion_tokens: 'number',
  total_cost: 'number',
  prompt_cost: 'number',
  completion_cost: 'number',
  execution_order: 'number',
  is_root: 'boolean',
  tags: 'texts',
  metadata: 'object',
  inputs: 'content',
  outputs: 'content',
};

/** Key and value that belong together: conditions on both, inside one `and`, speak of the same pair. */
export type PairName = 'metadata' | 'input' | 'output' | 'feedback';

/** Which part of a pair a field names. */
export type PairPart = 'key' | 'value' | 'score' | 'source' | 'comment';

export type PairField =
  | 'metadata_key'
  | 'metadata_value'
  | 'input_key'
  | 'input_value'
  | 'output_key'
  | 'output_value'
  | 'feedback_key'
  | 'feedback_score'
  | 'feedback_value'
  | 'feedback_source'
  | 'feedback_comment';

export const pairFields: Readonly<Record<PairField, readonly [PairName, PairPart]>> = {
  metadata_key: ['metadata', 'key'],
  metadata_value: ['metadata', 'value'],
  input_key: ['input', 'key'],
  input_value: ['input', 'value'],
  output_key: ['output', 'key'],
  output_value: ['output', 'value'],
  feedback_key: ['feedback', 'key'],
  feedback_score: ['feedback', 'score'],
  feedback_value: ['feedback', 'value'],
  feedback_source: ['feedback', 'source'],
  feedback_comment: ['feedback', 'comment'],
};

export type Comparator = 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte' | 'has' | 'in' | 'like';

/** A value as written. Times and durations are read when the field that they are compared with is known. */
export type Literal = string | number | boolean | null;

/** One test of one value: `gt 5`, `in ["a", "b"]`. */
export interface Test {
  comparator: Comparator;
  /** One value; several for `in`. */
  values: readonly Literal[];
}

export interface PairTest extends Test {
  part: PairPart;
}

/**
 * Conditions on pairs, bound as the language binds them: some pair passes all of `some`, and no
 * pair passes any of `none` (each test of `none` is the positive form of a `neq`).
 */
export interface PairCondition {
  kind: 'pair';
  pair: PairName;
  some: readonly PairTest[];
  none: readonly PairTest[];
}

export interface FieldCondition extends Test {
  kind: 'field';
  field: PlainField;
}

/** All words of the text occur in the field's text, or in any content of the run. */
export interface SearchCondition {
  kind: 'search';
  field: PlainField | null;
  words: readonly string[];
}

/** A key of the metadata is there. */
export interface ExistsCondition {
  kind: 'exists';
  key: string;
}

export type Filter =
  | { kind: 'and' | 'or'; parts: readonly Filter[] }
  | { kind: 'not'; part: Filter }
  | FieldCondition
  | PairCondition
  | SearchCondition
  | ExistsCondition;

/** A filter that cannot be read: where, and what was expected there. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  constructor(
    /** Characters before the place, from 0. */
    readonly position: number,
    /** What stands there, shortened. */
    readonly found: string,
    /** In words, for a sentence "expected …". */
    readonly expected: string,
  ) {
    super(`at character ${position + 1}: found ${found}, expected ${expected}`);
  }
}
