/** The conditions of a v1 question for runs, as the routes for lists, statistics and groups read them. */
import { RequestError } from '../../errors.js';
import type { RunAsk } from '../../query/run-ask.js';
import { FilterError, parseFilter, type Filter } from '../../query/filter/parse.js';
import { booleanIn, idIn, idsIn, textIn, timeIn, type Fields } from './fields.js';
import { shown } from '../shown.js';

/** Throws bad-filter and bad-value. What clients send beyond these fields says nothing about which runs are meant. */
export function conditionsIn(body: Fields): RunAsk {
  if (textIn(body, 'query') !== undefined) {
    throw new RequestError('bad-filter', {
      field: 'query',
      problem: 'is a question in words, which is not understood',
    });
  }
  const projectIds = idsIn(body, 'session');
  return defined({
    ids: idsIn(body, 'id'),
    projectIds: projectIds?.length === 0 ? undefined : projectIds,
    traceId: idIn(body, 'trace'),
    parentRunId: idIn(body, 'parent_run'),
    referenceExampleIds: idsIn(body, 'reference_example'),
    isRoot: onlyRoots(body) ? true : booleanIn(body, 'is_root'),
    runType: textIn(body, 'run_type'),
    hasError: booleanIn(body, 'error'),
    startTime: timeIn(body, 'start_time'),
    endTime: timeIn(body, 'end_time'),
    filter: both(filterIn(body, 'filter'), filterIn(body, 'search_filter')),
    traceFilter: filterIn(body, 'trace_filter'),
    treeFilter: filterIn(body, 'tree_filter'),
  });
}

/** Throws bad-filter, which says at which character what was expected. */
export function filterIn(body: Fields, field: string): Filter | undefined {
  const text = textIn(body, field);
  if (text === undefined) return undefined;
  try {
    return parseFilter(text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new RequestError('bad-filter', { field, problem: `cannot be read ${error.message}` });
  }
}

/** The old spelling of `is_root`. */
function onlyRoots(body: Fields): boolean {
  const order = body['execution_order'];
  if (order === undefined || order === null) return false;
  if (order === 1) return true;
  throw new RequestError('bad-value', {
    field: 'execution_order',
    value: shown(order),
    expected: '1, which means roots, or is_root',
  });
}

function both(a: Filter | undefined, b: Filter | undefined): Filter | undefined {
  return a === undefined || b === undefined ? (a ?? b) : { kind: 'and', parts: [a, b] };
}

/** Without what was not said. */
function defined(ask: { [Key in keyof RunAsk]: RunAsk[Key] | undefined }): RunAsk {
  return Object.fromEntries(Object.entries(ask).filter(([, value]) => value !== undefined));
}
