/**
 * A store with millions of runs, the same for the same seed and number, made inside the store by
 * `INSERT … SELECT`: rows as the way in would have written them, each run told by one record. Thirty
 * projects of different sizes, traces of 3 to 1,650 runs over four weeks, one long system prompt a
 * project, words of everyday frequency, tokens and cost, one trace in thirty that failed, feedback on
 * one in a hundred, and in every hundred-thousandth run a word that stands nowhere else.
 */
import { plainProject, projectIdOf, saveProjects } from '../packages/server/src/store/projects.js';
import { bind, joinSql, sql, trustedSql, type Sql } from '../packages/server/src/store/sql.js';
import type { Store } from '../packages/server/src/store/store.js';
import { corpusColumns } from './corpus-runs.js';
import { seededRandom } from './payload.js';

/** What a corpus has in it, for those who ask for it. */
export interface Corpus {
  traces: number;
  /** Names, the largest project first. */
  projects: string[];
  /** The latest moment in it: microseconds since 1970. */
  endUs: number;
}

export const projectCount = 30;
/** Runs of a trace, on average. */
const traceSize = 11.8;
const spanUs = 28 * 24 * 3_600_000_000;
/** That many traces are made at once; the runs of each are in memory meanwhile. */
const tracesAtOnce = 20_000;
/** Nano-dollars per token. */
const prices = { prompt: 1250, completion: 10_000 };
const settings = trustedSql('SETTINGS max_execution_time = 0, materialize_skip_indexes_on_insert = 1, max_threads = 2');

export const projectNames: readonly string[] = Array.from({ length: projectCount }, (_, nth) =>
  nth === 0 ? 'refund agent' : `assistant ${nth}`,
);

/** The word that stands only in the `nth` run of those that have one. */
export function rareWord(nth: number): string {
  return `zebrafinch${nth}`;
}

/**
 * Fills an empty store. `pricesVersion`: of the prices the totals are counted by; by others the server
 * would count everything anew.
 */
export async function makeCorpus(
  store: Store,
  { runs, endUs, pricesVersion }: { runs: number; endUs: number; pricesVersion: string },
  told: (done: number) => void,
): Promise<Corpus> {
  const traces = Math.max(1, Math.round(runs / traceSize));
  await saveProjects(
    store,
    projectNames.map((name) => plainProject(projectIdOf(name), name, (endUs - spanUs) / 1000, 1)),
  );
  for (let from = 0; from < traces; from += tracesAtOnce) {
    const count = Math.min(tracesAtOnce, traces - from);
    const { names, rows } = corpusColumns({ from, count, traces, endUs, spanUs });
    await store.command(sql`DROP TABLE IF EXISTS made`);
    const into = sql`CREATE TABLE made ENGINE = Memory AS`;
    await store.command(sql`${into} SELECT ${names} FROM (${withWords(rows)}) ${settings}`);
    for (const insert of insertsOf(pricesVersion)) await store.command(sql`${insert} ${settings}`);
    told(from + count);
  }
  await store.command(sql`DROP TABLE IF EXISTS made`);
  return { traces, projects: [...projectNames], endUs };
}

/** The tables of the first run of the corpus are filled like all others, from one table that lives in memory. */
function insertsOf(pricesVersion: string): Sql[] {
  const settled = sql`arrived + 3000000`;
  return [
    sql`INSERT INTO payloads (trace_id, id, op, digest, arrived, inputs, outputs, rest)
        SELECT trace_id, id, 'create', digest, arrived, inputs, outputs, rest FROM made`,
    sql`INSERT INTO run_ids (id, role, trace_id, other_id, arrived)
        SELECT id, 'run', trace_id, toUUID('00000000-0000-0000-0000-000000000000'), arrived FROM made
        UNION ALL SELECT assumeNotNull(parent_run_id), 'parent', trace_id, id, arrived FROM made WHERE parent_run_id IS NOT NULL`,
    sql`INSERT INTO traces (project_id, start_at, trace_id, arrived)
        SELECT project_id, start_at, trace_id, arrived FROM made WHERE is_root`,
    sql`INSERT INTO runs (trace_id, id, op, digest, arrived, project_id, dialect, said_trace_id, parent_run_id, dotted_order,
          name, run_type, start_time, end_time, start_at, end_at, project, is_root, error, thread_id, model,
          prompt_tokens, completion_tokens, total_tokens, gist, inputs_preview, outputs_preview)
        SELECT trace_id, id, 'create', digest, arrived, project_id, 'langsmith', trace_id, parent_run_id, dotted_order,
          name, run_type, start_time, end_time, start_at, end_at, project, is_root, error, thread_id, model,
          prompt, completion, prompt + completion, gist, inputs_preview, outputs_preview FROM made`,
    sql`INSERT INTO run_totals (trace_id, run_id, settled, prompt, completion, total, cost_prompt, cost_completion, cost_total, is_priced)
        SELECT trace_id, id, max(arrived) OVER (PARTITION BY trace_id) + 3000000, all_prompt, all_completion,
          all_prompt + all_completion, all_prompt * ${prices.prompt}, all_completion * ${prices.completion},
          all_prompt * ${prices.prompt} + all_completion * ${prices.completion}, true FROM made
        QUALIFY all_prompt > 0`,
    sql`INSERT INTO trace_totals (trace_id, project_id, settled, through, due, prices, status, start_at, duration_us, runs, errors,
          prompt, completion, total, cost_prompt, cost_completion, cost_total, unpriced, findings, warnings, has_run_totals, thread_id, has_head, has_cost_kinds)
        SELECT trace_id, any(project_id), max(${settled}), max(arrived), 0, ${pricesVersion},
          if(countIf(is_root AND error IS NOT NULL) > 0, 'error', 'success'), minIf(start_at, is_root),
          maxIf(toUnixTimestamp64Micro(end_at) - toUnixTimestamp64Micro(start_at), is_root), count(), countIf(error IS NOT NULL),
          sum(ifNull(prompt, 0)) AS prompts, sum(ifNull(completion, 0)) AS completions, prompts + completions,
          prompts * ${prices.prompt}, completions * ${prices.completion},
          prompts * ${prices.prompt} + completions * ${prices.completion}, 0, 0, 0, true,
          anyIf(ifNull(thread_id, ''), is_root), true, true
        FROM made GROUP BY trace_id`,
    sql`INSERT INTO trace_heads (trace_id, settled, through, due, findings, summary)
        SELECT trace_id, max(${settled}), max(arrived), 0, 0, ${trustedSql(summaryJson)} FROM made GROUP BY trace_id`,
    sql`INSERT INTO feedback (id, run_id, trace_id, project_id, key, score, source, rest, created, changed, gone)
        SELECT trace_id, id, trace_id, project_id, 'helpful', toFloat64(cityHash64(id) % 2), 'api', '{}', arrived, arrived, false
        FROM made WHERE is_root AND cityHash64('feedback', id) % 100 = 0`,
  ];
}

/** Of the rows of a trace: the JSON of query/trace-heads.ts. */
const summaryJson = `concat('{', arrayStringConcat([${Object.entries({
  trace_id: ofRoot('trace_id'),
  root_run_id: ofRoot('trace_id'),
  name: ofRoot('name'),
  run_type: ofRoot('run_type'),
  status: "toJSONString(if(countIf(is_root AND error IS NOT NULL) > 0, 'error', 'success'))",
  start_time: ofRoot('start_time'),
  end_time: ofRoot('end_time'),
  run_count: 'toString(count())',
  error_count: 'toString(countIf(error IS NOT NULL))',
  tokens: sumsJson('', 1, 1),
  cost: sumsJson(',"unpriced_tokens":0', prices.prompt, prices.completion),
  finding_count: "'0'",
  warning_count: "'0'",
  inputs_preview: ofRoot('inputs_preview'),
  outputs_preview: ofRoot('outputs_preview'),
  error_preview: ofRoot('error'),
})
  .map(([field, value]) => `concat('"${field}":', ${value})`)
  .join(', ')}], ','), '}')`;

/** What its root says, as JSON. */
function ofRoot(column: string): string {
  return `toJSONString(anyIf(tuple(${column}), is_root).1)`;
}

/** Each token times a number. */
function sumsJson(more: string, prompt: number, completion: number): string {
  const [prompts, completions] = [`sum(ifNull(prompt, 0)) * ${prompt}`, `sum(ifNull(completion, 0)) * ${completion}`];
  return `concat('{"prompt":', toString(${prompts}), ',"completion":', toString(${completions}), ',"total":', toString(${prompts} + ${completions}), '${more}}')`;
}

/** The vocabulary and the projects, as arrays that every row reads. */
function withWords(rows: Sql): Sql {
  const random = seededRandom(7);
  const syllables = 'ka le mi no ru sa te vi or an del ber tor lin sha qui est pra mon fel'.split(' ');
  const vocabulary = Array.from({ length: 6_000 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 4) }, () => syllables[Math.floor(random() * syllables.length)]).join(
      '',
    ),
  );
  const prompts = projectNames.map((_, nth) => {
    const sentence = (): string =>
      Array.from({ length: 12 }, () => vocabulary[Math.floor(random() ** 3 * vocabulary.length)]).join(' ');
    return `You are assistant ${nth}. ${Array.from({ length: 14 }, sentence).join('. ')}.`;
  });
  return joinSql(
    [
      sql`WITH ${bind('Array(String)', vocabulary)} AS vocabulary, ${bind('Array(String)', prompts)} AS prompts,
               ${bind('Array(String)', projectNames)} AS projects,
               ${bind(
                 'Array(UUID)',
                 projectNames.map((name) => projectIdOf(name)),
               )} AS project_ids`,
      rows,
    ],
    ' ',
  );
}
