/** The plain conditions of a question for runs, and the one filter that says the same. */
import type { RunConditions } from './run-candidates.js';
import type { Comparator, Filter, Literal, PlainField } from './filter/syntax.js';

export interface RunAsk {
  /** With ids, no other condition counts. */
  ids?: readonly string[];
  traceId?: string;
  parentRunId?: string;
  projectIds?: readonly string[];
  isRoot?: boolean;
  runType?: string;
  hasError?: boolean;
  referenceExampleIds?: readonly string[];
  /** The run starts at or after this; ISO 8601 in UTC. */
  startTime?: string;
  /** The run starts at or before this. */
  endTime?: string;
  filter?: Filter;
  /** Of a root of the run's trace. */
  traceFilter?: Filter;
  /** Of any run of the run's trace. */
  treeFilter?: Filter;
}

export function conditionsOf(ask: RunAsk): RunConditions {
  if (ask.ids !== undefined) return { filter: field('id', 'in', ask.ids), traceFilter: null, treeFilter: null };
  return {
    filter: joined([...plainConditions(ask), ...(ask.filter === undefined ? [] : [ask.filter])]),
    traceFilter: ask.traceFilter ?? null,
    treeFilter: ask.treeFilter ?? null,
  };
}

function plainConditions(ask: RunAsk): Filter[] {
  const filters: Filter[] = [];
  const add = (
    name: PlainField,
    comparator: Comparator,
    values: readonly (Literal | undefined)[] | undefined,
  ): void => {
    const known = (values ?? []).filter((value) => value !== undefined);
    if (values !== undefined && known.length === values.length) filters.push(field(name, comparator, known));
  };
  add('trace_id', 'eq', [ask.traceId]);
  add('parent_run_id', 'eq', [ask.parentRunId]);
  add('session_id', 'in', ask.projectIds);
  add('reference_example_id', 'in', ask.referenceExampleIds);
  add('is_root', 'eq', [ask.isRoot]);
  add('run_type', 'eq', [ask.runType]);
  add('start_time', 'gte', [ask.startTime]);
  add('start_time', 'lte', [ask.endTime]);
  if (ask.hasError !== undefined) add('status', ask.hasError ? 'eq' : 'neq', ['error']);
  return filters;
}

function field(name: PlainField, comparator: Comparator, values: readonly Literal[]): Filter {
  return { kind: 'field', field: name, comparator, values };
}

function joined(parts: readonly Filter[]): Filter | null {
  const [first, second] = parts;
  if (first === undefined) return null;
  return second === undefined ? first : { kind: 'and', parts };
}
