/**
 * Many records → runs (contract §3). Shared by the server, the tree and tests of programs, so that
 * a run reads the same wherever it is put together: the result depends on the set of records and,
 * among different updates only, on the order in which they arrived.
 */
import {
  beginAccount,
  changedPlace,
  compareCreates,
  compareText,
  contradicts,
  fillAccount,
  isElsewhere,
  updateAccount,
  type Account,
} from './account.js';
import { toExtra } from './extra.js';
import { isPaddedSpanId } from './ids.js';
import type { Finding, Json, MergedRun, ReceivedRecord, RunEvent, RunStatus, SkeletonRun } from './record.js';
import { readStatement, recordId, statementText, type Place, type Statement } from './statement.js';
import { normalizeTime } from './time.js';
import { uniteRecords, type RunRecords } from './unite.js';
import { usageOf } from './usage.js';

/** Evidence is for reading: enough to see what happened, however many records went wrong. */
const EVIDENCE_LIMIT = 10;

/**
 * Merges the records of one run, in the order of their arrival. Records under a full id and under
 * a padded span id are one run here, named by the full id: which belong together, `mergeTrace` finds.
 */
export function mergeRecords(received: readonly ReceivedRecord[]): MergedRun {
  const ids = [...new Set(received.map(recordId))].toSorted(
    (a, b) => Number(isPaddedSpanId(a)) - Number(isPaddedSpanId(b)) || compareText(a, b),
  );
  const [id, ...aliases] = ids;
  if (id === undefined) throw new RangeError('mergeRecords: expected at least one record of a run, got none');
  return mergeRun({ id, aliases, records: [...received] });
}

/** Merges the records of one trace, in the order of their arrival, into its runs. */
export function mergeTrace(received: readonly ReceivedRecord[]): MergedRun[] {
  return uniteRecords(received).map(mergeRun);
}

/** The run without its payloads. */
export function toSkeleton(run: MergedRun): SkeletonRun {
  // Named one by one: leaving out with a rest costs ten times as much, a hundred thousand times.
  return {
    id: run.id,
    trace_id: run.trace_id,
    parent_run_id: run.parent_run_id,
    span_id: run.span_id,
    parent_span_id: run.parent_span_id,
    dotted_order: run.dotted_order,
    name: run.name,
    run_type: run.run_type,
    status: run.status,
    start_time: run.start_time,
    end_time: run.end_time,
    project: run.project,
    dialect: run.dialect,
    first_received: run.first_received,
    last_received: run.last_received,
    tracenest: run.tracenest,
    service: run.service,
    usage: run.usage,
    first_token_time: run.first_token_time,
    aliases: run.aliases,
    findings: run.findings,
  };
}

function mergeRun({ id, aliases, records }: RunRecords): MergedRun {
  const creates: Statement[] = [];
  const updates: Statement[] = [];
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const item of records) {
    const statement = readStatement(item, id);
    (statement.op === 'create' ? creates : updates).push(statement);
    first = Math.min(first, item.received);
    last = Math.max(last, item.received);
  }
  const { account, others } = mergeCreates(creates);
  const merged = mergeUpdates(account, updates);
  const findings: Finding[] = [];
  if (others.length > 0) findings.push(duplicateId(id, merged.account, distinct(others)));
  if (merged.changes.length > 0) findings.push(placementChanged(id, merged.account, merged.changes));
  return toRun(merged.account, { id, aliases, findings, first, last });
}

/** Unites the creates that agree with the one that stands; the others are other runs. */
function mergeCreates(creates: readonly Statement[]): { account: Account | null; others: Statement[] } {
  const [only, second] = creates;
  if (only !== undefined && second === undefined) return { account: beginAccount(only), others: [] };
  const native = sortCreates(creates.filter(({ dialect }) => dialect === 'langsmith'));
  const otlp = sortCreates(creates.filter(({ dialect }) => dialect === 'otlp'));
  const others: Statement[] = [];
  const account = uniteCreates(native, others);
  if (account === null) return { account: uniteCreates(otlp, others), others };
  const here: Statement[] = [];
  for (const statement of otlp) (isElsewhere(account.place, statement.place) ? others : here).push(statement);
  const agreed: Statement[] = [];
  uniteCreates(here, others, agreed);
  for (const statement of agreed) fillAccount(account, statement);
  return { account, others };
}

function uniteCreates(sorted: readonly Statement[], others: Statement[], agreed: Statement[] = []): Account | null {
  let account: Account | null = null;
  for (const statement of sorted) {
    if (account !== null && contradicts(account, statement)) {
      others.push(statement);
      continue;
    }
    agreed.push(statement);
    if (account === null) account = beginAccount(statement);
    else fillAccount(account, statement);
  }
  return account;
}

function sortCreates(creates: Statement[]): Statement[] {
  if (creates.length < 2) return creates;
  // Payloads are written out as text only where nothing else decides.
  const texts = new Map<Statement, string>();
  return creates.toSorted(
    (a, b) => compareCreates(a.place, b.place) || compareText(textOf(a, texts), textOf(b, texts)),
  );
}

function textOf(statement: Statement, texts: Map<Statement, string>): string {
  const known = texts.get(statement);
  if (known !== undefined) return known;
  const text = statementText(statement);
  texts.set(statement, text);
  return text;
}

/** An attempt of an update to move the run. */
interface Change {
  fields: string[];
  place: Place;
}

function mergeUpdates(begun: Account | null, updates: Statement[]): { account: Account; changes: Change[] } {
  const changes: Change[] = [];
  let account = begun;
  for (const statement of distinct(updates)) {
    if (account === null) {
      account = beginAccount(statement);
      continue;
    }
    const fields = fieldsChanged(account, statement);
    if (fields.length > 0) changes.push({ fields, place: statement.place });
    updateAccount(account, statement);
  }
  if (account === null) throw new RangeError('mergeRecords: a run has neither create nor update');
  return { account, changes };
}

/** Native and OTLP accounts may differ in all but trace and project. */
function fieldsChanged(account: Account, { dialect, place }: Statement): string[] {
  const fields = changedPlace(account.place, place);
  return dialect === account.dialect ? fields : fields.filter((field) => field === 'trace' || field === 'project');
}

/** Statements without repetitions, each where it came first: a late retry of an update must not win. */
function distinct(statements: Statement[]): Statement[] {
  if (statements.length < 2) return statements;
  return [...new Map(statements.map((statement) => [statementText(statement), statement])).values()];
}

/** What of a run is not said by its records. */
interface Gathered {
  id: string;
  aliases: string[];
  findings: Finding[];
  /** Arrival of the first and of the latest record, ms since 1970. */
  first: number;
  last: number;
}

function toRun(account: Account, gathered: Gathered): MergedRun {
  const { place, values, events } = account;
  const extra = toExtra(account.extra);
  const service = extra.metadata?.['service_name'];
  return {
    id: gathered.id,
    trace_id: place.traceId,
    // A parent that only an order names is read from the order.
    parent_run_id: place.parent?.kind === 'ids' ? place.parent.runId : null,
    span_id: account.spanId,
    parent_span_id: place.parent?.spanId ?? null,
    dotted_order: place.order,
    name: values.name,
    run_type: values.runType,
    status: statusOf(values.error, values.endTime),
    start_time: account.exactStart,
    end_time: values.endTime,
    project: place.projectName ?? place.projectId,
    dialect: account.dialect,
    first_received: gathered.first,
    last_received: gathered.last,
    tracenest: extra.tracenest ?? null,
    service: typeof service === 'string' && service !== '' ? service : null,
    usage: usageOf({ outputs: values.outputs, extra }),
    first_token_time: firstTokenTime(events),
    aliases: gathered.aliases,
    findings: gathered.findings,
    inputs: values.inputs,
    outputs: values.outputs,
    error: values.error === '' ? null : values.error,
    events: events ?? [],
    tags: values.tags ?? [],
    extra,
    serialized: values.serialized,
    reference_example_id: values.referenceExampleId,
  };
}

function statusOf(error: string | null, endTime: string | null): RunStatus {
  if (error !== null && error !== '') return 'error';
  return endTime === null ? 'pending' : 'success';
}

function firstTokenTime(events: RunEvent[] | null): string | null {
  return normalizeTime(events?.find(({ name }) => name === 'new_token')?.time);
}

function duplicateId(id: string, stands: Account, others: readonly Statement[]): Finding {
  const names = [stands.values.name, ...others.map(({ values }) => values.name)].map((name) => name ?? id);
  return {
    code: 'duplicate-id',
    severity: 'warning',
    evidence: {
      id,
      names: [...new Set(names)].slice(0, EVIDENCE_LIMIT),
      others: others
        .slice(0, EVIDENCE_LIMIT)
        .map(({ values, place }) => ({ name: values.name, ...placeEvidence(place) })),
    },
  };
}

function placementChanged(id: string, stands: Account, changes: readonly Change[]): Finding {
  const fields = new Set(changes.flatMap((change) => change.fields));
  return {
    code: 'placement-changed',
    severity: 'warning',
    evidence: {
      run: { id, name: stands.values.name },
      field: [...fields].join(' and '),
      others: changes.slice(0, EVIDENCE_LIMIT).map(({ place }) => placeEvidence(place)),
    },
  };
}

function placeEvidence({ traceId, parent, order, startTime, projectName, projectId }: Place): Record<string, Json> {
  return {
    trace_id: traceId,
    parent_run_id: parent?.runId ?? null,
    parent_span_id: parent?.spanId ?? null,
    dotted_order: order,
    start_time: startTime,
    project: projectName ?? projectId,
  };
}
