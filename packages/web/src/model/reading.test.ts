import { describe, expect, test } from 'vitest';
import type { Json, RunDetail } from './answers.js';
import { partText } from './messages/told.fixture.js';
import { entriesOf, readableRows, type Entry } from './reading.js';
import { isoAt, rowsOf, shapeOfRows } from './rows.fixture.js';

const user = (content: string) => ({ role: 'user', content });
const says = (content: string) => ({ role: 'assistant', content });
const calls = (name: string, args: string, id: string) => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, function: { name, arguments: args } }],
});
const gives = (content: string, id: string) => ({ role: 'tool', content, tool_call_id: id });

function run(id: string, change: Partial<RunDetail> = {}): RunDetail {
  return {
    id,
    trace_id: 't',
    parent_run_id: null,
    dotted_order: null,
    project: 'p',
    name: id,
    run_type: 'llm',
    status: 'success',
    start_time: isoAt(0),
    end_time: isoAt(1),
    first_token_time: null,
    inputs: null,
    outputs: null,
    error: null,
    events: [],
    tags: [],
    metadata: {},
    runtime: {},
    extra: {},
    serialized: null,
    tokens: null,
    placement: { kind: null, sentence: '', ancestry: null, remote: null, process: null, links: [] },
    findings: [],
    first_received: 0,
    last_received: 0,
    ...change,
  };
}

const model = (id: string, messages: Json[], answer: Json): RunDetail =>
  run(id, { inputs: { messages }, outputs: { choices: [{ message: answer }] } });
const tool = (id: string, name: string, inputs: Json, outputs: Json): RunDetail =>
  run(id, { run_type: 'tool', name, inputs, outputs });

/** Each entry in one line. */
function lines(runs: readonly RunDetail[]): string[] {
  return entriesOf(runs).map(lineOf);
}

function lineOf(entry: Entry): string {
  if (entry.kind === 'failed') return `${entry.run.id}: failed ${entry.error}`;
  if (entry.kind === 'tool') return `${entry.run.id}: ${partText(entry.result)}`;
  if (entry.kind !== 'said') return `${entry.run.id}: ${entry.kind}`;
  const parts = entry.parts.flatMap((part) => {
    const result = entry.results.get(part);
    return result === undefined ? [partText(part)] : [partText(part), partText(result)];
  });
  const ran = entry.toolRuns.length === 0 ? '' : ` (ran in ${entry.toolRuns.map(({ id }) => id).join()})`;
  return `${entry.run.id}: ${entry.message.role}: ${parts.join(' ')}${ran}`;
}

describe('the messages of a trace', () => {
  test('stand once each, with the run in which they came first', () => {
    const first = [{ role: 'system', content: 'Be short.' }, user('Where?')];
    const second = [...first, calls('look', '{"at":"4711"}', 'c1'), gives('in the mail', 'c1')];
    const runs = [
      model('one', first, calls('look', '{"at":"4711"}', 'c1')),
      tool('two', 'look', { at: '4711' }, { output: 'in the mail' }),
      model('three', second, says('In the mail.')),
    ];
    expect(lines(runs)).toEqual([
      'one: system: Be short.',
      'one: user: Where?',
      'one: assistant: → look({"at":"4711"})#c1 ↳#c1 in the mail (ran in two)',
      'three: assistant: In the mail.',
    ]);
    // While the trace runs, what has come so far is told.
    expect(lines(runs.slice(0, 2))[2]).toBe('one: assistant: → look({"at":"4711"})#c1 ↳#look in the mail (ran in two)');
  });

  test('that are said again are told again', () => {
    const history = [user('ok'), says('ok'), user('ok')];
    expect(lines([model('one', [user('ok')], says('ok')), model('two', history, says('ok'))])).toEqual([
      'one: user: ok',
      'one: assistant: ok',
      'two: user: ok',
      'two: assistant: ok',
    ]);
  });

  test('are the same without their reasoning, which programs do not hand on', () => {
    const thought = { role: 'assistant', content: 'Yes.', reasoning_content: 'hm' };
    const runs = [
      model('one', [user('Sure?')], thought),
      model('two', [user('Sure?'), says('Yes.'), user('Why?')], says('So.')),
    ];
    expect(lines(runs).slice(2)).toEqual(['two: user: Why?', 'two: assistant: So.']);
  });

  test('of calls of one tool find the run with the same input', () => {
    const both = {
      role: 'assistant',
      content: null,
      tool_calls: ['a', 'b'].map((id) => ({ id, function: { name: 'look', arguments: `{"at":"${id}"}` } })),
    };
    const runs = [
      model('one', [user('?')], both),
      tool('ran b', 'look', { at: 'b' }, { output: 'B' }),
      tool('ran a', 'look', { at: 'a' }, { output: 'A' }),
    ];
    expect(lines(runs)[1]).toBe(
      'one: assistant: → look({"at":"a"})#a ↳#look A → look({"at":"b"})#b ↳#look B (ran in ran a,ran b)',
    );
  });
});

describe('what is no message', () => {
  test('is said to be so', () => {
    const waiting = run('four', { inputs: { messages: [user('?')] }, status: 'pending' });
    expect(
      lines([
        tool('one', 'clock', {}, { output: { hour: 3 } }),
        run('two', { inputs: { n: 1 }, outputs: { n: 2 } }),
        run('three', { large: { inputs: 2_000_000 } }),
        waiting,
        run('five', { inputs: { messages: [user('!')] }, error: 'Timeout', status: 'error' }),
      ]),
    ).toEqual([
      'one: ↳#clock ?{"hour":3}',
      'two: unread',
      'three: large',
      'four: user: ?',
      'four: waiting',
      'five: user: !',
      'five: failed Timeout',
    ]);
  });
});

test('model calls within a model call are left out, and all are in the order of their begin', () => {
  const rows = rowsOf('agent 0-90\n  late 50-60\n  outer 10-40\n    inner 11-39\n  look 41-42\n  gone ?');
  const types: Record<string, string> = { late: 'llm', outer: 'llm', inner: 'llm', look: 'tool' };
  const shape = shapeOfRows(rows.map((row) => ({ ...row, run_type: types[row.name] ?? row.run_type })));
  expect(readableRows(shape).map((index) => shape.rows[index]?.name)).toEqual(['outer', 'look', 'late']);
});
