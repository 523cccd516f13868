/** The runs of a corpus (corpus.ts) as a query: from numbers of traces to all that their records say. */
import { joinSql, sql, trustedSql, type Sql } from '../packages/server/src/store/sql.js';

export interface CorpusPart {
  /** Number of the first trace, and how many. */
  from: number;
  count: number;
  /** Of the whole corpus. */
  traces: number;
  endUs: number;
  spanUs: number;
}

const columnNames = (
  'trace_id id digest arrived project_id parent_run_id dotted_order name run_type start_time end_time start_at end_at ' +
  'project is_root error thread_id model prompt completion all_prompt all_completion gist inputs_preview outputs_preview ' +
  'inputs outputs rest'
).split(' ');

/** After the root come groups of three: a step, and below it a model call and a tool. */
const kindOf = (i: string): string => `if(${i} = 0, 0, 1 + (${i} - 1) % 3)`;
const groupOf = (i: string): string => `intDiv(greatest(${i}, 1) - 1, 3)`;
const startOf = (i: string): string =>
  `(begin_us + if(${i} = 0, 0, ${groupOf(i)} * unit_us + multiIf(${kindOf(i)} = 1, 10, ${kindOf(i)} = 2, 20, intDiv(unit_us * 3, 40) * 10)))`;
/** A UUID of version 7: milliseconds, then digits of a hash. */
const idOf = (i: string): string => {
  const digits = `hex(sipHash128('run', t, ${i}))`;
  const ms = `hex(toUInt64(intDiv(${startOf(i)}, 1000)))`;
  return `lower(concat(substring(${ms}, 1, 8), '-', substring(${ms}, 9, 4), '-7', substring(${digits}, 1, 3), '-8', substring(${digits}, 4, 3), '-', substring(${digits}, 7, 12)))`;
};
const segmentOf = (start: string, id: string): string =>
  `concat(formatDateTime(fromUnixTimestamp64Micro(${start}, 'UTC'), '%Y%m%dT%H%i%S'), leftPad(toString(${start} % 1000000), 6, '0'), 'Z', ${id})`;
const isoOf = (us: string): string =>
  `concat(formatDateTime(fromUnixTimestamp64Micro(${us}, 'UTC'), '%Y-%m-%dT%H:%i:%S.%f'), 'Z')`;
/** A few words are in most texts, most words in few. */
const textOf = (count: string, salt: string): string =>
  `arrayStringConcat(arrayMap(k -> vocabulary[1 + toUInt32(pow((cityHash64(t, ${salt}, k) % 1000000) / 1000000, 3) * 6000)], range(${count})), ' ')`;

/** Names of the columns, and the query. It reads `vocabulary`, `prompts`, `projects` and `project_ids`. */
export function corpusColumns(part: CorpusPart): { names: Sql; rows: Sql } {
  return {
    names: joinSql(
      columnNames.map((name) => trustedSql(name)),
      ', ',
    ),
    rows: recordsOf(part),
  };
}

function tracesOf({ from, count, traces, endUs, spanUs }: CorpusPart): Sql {
  const beginUs = sql`intDiv(${endUs} - 7200000000 - toInt64(${spanUs} * ((${traces} - number) / ${traces})), 10) * 10 + 3`;
  return sql`
    SELECT toInt64(number) AS t, cityHash64('trace', number) AS luck, toInt64(${beginUs}) AS begin_us,
           multiIf(luck % 1000 < 500, 3 + intDiv(luck, 1000) % 6, luck % 1000 < 930, 8 + intDiv(luck, 1000) % 8,
                   luck % 1000 < 998, 20 + intDiv(luck, 1000) % 30, 150 + intDiv(luck, 1000) % 1501) AS size,
           toInt64(20 + cityHash64('unit', number) % 180) * 10000 AS unit_us,
           cityHash64('project', number) % 1000 AS share,
           toUInt8(multiIf(share < 400, 0, share < 600, 1, share < 750, 2, share < 850, 3, share < 900, 4, 5 + share % 25)) AS p,
           t % 8475 = 40 AS has_rare_word, luck % 29 = 0 AND NOT has_rare_word AS has_failed,
           ${trustedSql(textOf('6 + cityHash64(t) % 20', '1'))} AS question
    FROM numbers(toUInt64(${from}), toUInt64(${count}))`;
}

function runsOf(part: CorpusPart): Sql {
  const columns = [
    `t`,
    `size`,
    `unit_us`,
    `p`,
    `question`,
    `has_rare_word`,
    `i`,
    `${kindOf('i')} AS kind`,
    `i = 0 AS is_root`,
    `toInt64(multiIf(kind < 2, 0, kind = 2, i - 1, i - 2)) AS parent`,
    `${idOf('toInt64(0)')} AS root_text`,
    `${idOf('i')} AS id_text`,
    `if(kind < 2, root_text, ${idOf('parent')}) AS parent_text`,
    `${startOf('i')} AS start_us`,
    `${startOf('parent')} AS parent_start_us`,
    `begin_us AS root_start_us`,
    `start_us + multiIf(kind = 0, (intDiv(size, 3) + 1) * unit_us, kind = 1, unit_us - 20, kind = 2, intDiv(unit_us * 7, 100) * 10, intDiv(unit_us, 50) * 10) AS end_us`,
    `intDiv(size - 2, 3) AS last_group`,
    `has_failed AND kind != 3 AND (kind = 0 OR ${groupOf('i')} = last_group) AS is_failed`,
    `cityHash64(t, i) AS chance`,
    `if(kind = 2, toNullable(toUInt64(300 + chance % 900)), NULL) AS prompt`,
    `if(kind = 2, toNullable(toUInt64(20 + intDiv(chance, 1000) % 300)), NULL) AS completion`,
    `multiIf(is_failed, '', kind = 1, 'done', ${textOf('multiIf(kind = 2, 15 + chance % 40, kind = 3, 25 + chance % 60, 10 + chance % 30)', 'i + 10')}) AS plain_answer`,
    `concat(plain_answer, if(i = 2 AND has_rare_word, concat(' zebrafinch', toString(intDiv(t, 8475))), '')) AS answer`,
  ];
  return sql`SELECT ${trustedSql(columns.join(', '))} FROM (SELECT *, arrayJoin(range(toInt64(size))) AS i FROM (${tracesOf(part)}))`;
}

function recordsOf(part: CorpusPart): Sql {
  const error = `if(is_failed, 'RateLimitError: 429 too many requests, try again in a moment', NULL)`;
  const model = `if(kind = 2, 'gpt-5', NULL)`;
  const name = `multiIf(kind = 0, projects[p + 1], kind = 1, concat('step ', toString(chance % 5)), kind = 2, 'ChatOpenAI', concat('tool ', toString(chance % 9)))`;
  const runType = `multiIf(kind < 2, 'chain', kind = 2, 'llm', 'tool')`;
  const user = `'{"role":"user","content":"', question, '"}'`;
  const usage = `'"usage_metadata":{"input_tokens":', toString(prompt), ',"output_tokens":', toString(completion), ',"total_tokens":', toString(prompt + completion), '}'`;
  const metadata = `multiIf(kind = 0, concat('{"thread_id":"thread ', toString(thread), '"}'), kind = 2, '{"ls_provider":"openai","ls_model_name":"gpt-5"}', '{}')`;
  const runtime = `'{"sdk":"langsmith-js","sdk_version":"0.10.5","runtime":"node","platform":"linux"}'`;
  // The digits of a project's threads: a conversation has about six turns.
  const columns: Readonly<Record<string, string>> = {
    thread: 'cityHash64(p, intDiv(t, 400), t % 60)',
    trace_id: 'toUUID(root_text)',
    id: 'toUUID(id_text)',
    digest: `cityHash64('digest', id_text)`,
    arrived: 'end_us + 20000 + i',
    project_id: 'project_ids[p + 1]',
    parent_run_id: 'if(kind = 0, NULL, toNullable(toUUID(parent_text)))',
    dotted_order: `concat(${segmentOf('root_start_us', 'root_text')}, if(kind < 2, '', concat('.', ${segmentOf('parent_start_us', 'parent_text')})), if(kind = 0, '', concat('.', ${segmentOf('start_us', 'id_text')})))`,
    name,
    run_type: runType,
    start_time: isoOf('start_us'),
    end_time: isoOf('end_us'),
    start_at: `fromUnixTimestamp64Micro(start_us, 'UTC')`,
    end_at: `fromUnixTimestamp64Micro(end_us, 'UTC')`,
    project: 'projects[p + 1]',
    error,
    thread_id: `if(kind = 0, toNullable(concat('thread ', toString(thread))), NULL)`,
    model,
    all_prompt: `toUInt64(multiIf(kind = 0, sum(prompt) OVER (PARTITION BY t), kind = 1, max(prompt) OVER (PARTITION BY t, ${groupOf('i')}, is_root), ifNull(prompt, 0)))`,
    all_completion: `toUInt64(multiIf(kind = 0, sum(completion) OVER (PARTITION BY t), kind = 1, max(completion) OVER (PARTITION BY t, ${groupOf('i')}, is_root), ifNull(completion, 0)))`,
    inputs: `multiIf(kind = 0, concat('{"question":"', question, '"}'), kind = 1, concat('{"messages":[', ${user}, ']}'), kind = 2, concat('{"messages":[{"role":"system","content":"', prompts[p + 1], '"},', ${user}, ']}'), concat('{"query":"', ${textOf('4', 'i + 5000')}, '"}'))`,
    outputs: `multiIf(is_failed, '', kind = 0, concat('{"answer":"', answer, '"}'), kind = 2, concat('{"messages":[{"role":"assistant","content":"', answer, '"}],', ${usage}, '}'), kind = 1, '{"state":"done"}', concat('{"documents":[{"text":"', answer, '"}]}'))`,
    gist: `concat('{', if(is_failed, '', concat('"outputs":{"said":true', if(kind = 2, concat(',', ${usage}), ''), '}')), multiIf(kind = 0, concat(if(is_failed, '', ','), '"metadata":', ${metadata}, ',"runtime":', ${runtime}), kind = 2, concat(if(is_failed, '', ','), '"metadata":', ${metadata}), ''), '}')`,
    inputs_preview: `if(kind = 3, inputs, substring(question, 1, 200))`,
    outputs_preview: `if(is_failed, NULL, substring(answer, 1, 200))`,
    rest: `concat('{"op":"create","id":"', id_text, '","trace_id":"', root_text, if(kind = 0, '', concat('","parent_run_id":"', parent_text)), '","dotted_order":"', dotted_order, '","name":"', name, '","run_type":"', run_type, '","start_time":"', start_time, '","end_time":"', end_time, if(is_failed, concat('","error":"', assumeNotNull(error)), ''), '","session_name":"', project, '","tags":["production"],"extra":{"metadata":', ${metadata}, ',"runtime":', ${runtime}, '}}')`,
  };
  const list = Object.entries(columns).map(([column, text]) => `${text} AS ${column}`);
  return sql`SELECT *, ${trustedSql(list.join(', '))} FROM (${runsOf(part)})`;
}
