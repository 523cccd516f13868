/** The questions that five-million.bench.ts asks, each time with something else in them. */
import type { Sample } from './corpus-facts.js';
import { rareWord } from './corpus.js';

export interface Question {
  name: string;
  /** Milliseconds that nineteen of twenty may take; null: nothing is promised. */
  goalMs: number | null;
  /** Another one of its kind. With a body it is posted. */
  next(): { path: string; body?: unknown };
  /** Whether the answer is one: a question for nothing is soon answered. */
  isRight(answer: unknown): boolean;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export function corpusQuestions(sample: Sample, random: () => number): Question[] {
  const oneOf = <T>(things: readonly T[]): T => {
    const thing = things[Math.floor(random() * things.length)];
    if (thing === undefined) throw new Error('The corpus is too small: nothing to ask for.');
    return thing;
  };
  const project = (): string => encodeURIComponent(oneOf(sample.projects).name);
  const largest = (): Sample['projects'][number] => oneOf(sample.projects.slice(0, 3));
  const run = (): Sample['runs'][number] => oneOf(sample.runs);
  const word = (): string => rareWord(Math.floor(random() * sample.rareWords));
  const moment = (): number => sample.firstMs + dayMs + random() * (sample.lastMs - sample.firstMs - dayMs);
  const iso = (ms: number): string => new Date(Math.floor(ms)).toISOString();
  const posted = (path: string, body: () => object): Pick<Question, 'next'> => ({
    next: () => ({ path, body: body() }),
  });
  const query = (name: string, conditions: () => object, isRight: Question['isRight'] = hasRuns): Question => ({
    name: `v1 runs/query, ${name}`,
    goalMs: null,
    ...posted('/api/v1/runs/query', () => ({ limit: 100, ...conditions() })),
    isRight,
  });
  const inLargest = (): { session: string[] } => ({ session: [largest().id] });
  return [
    {
      name: 'newest 50 traces of a project',
      goalMs: 50,
      next: () => ({ path: `/api/app/projects/${project()}/traces?limit=50` }),
      isRight: hasSome('traces'),
    },
    {
      name: 'run by id, no hint',
      goalMs: 20,
      next: () => ({ path: `/api/app/runs/${run().id}` }),
      isRight: hasSome('trace_id'),
    },
    {
      name: 'run by id, v1',
      goalMs: 20,
      next: () => ({ path: `/api/v1/runs/${run().id}` }),
      isRight: hasSome('trace_id'),
    },
    {
      name: '24 h of a project, per hour',
      goalMs: 150,
      next: () => {
        const untilMs = moment();
        const name = encodeURIComponent(largest().name);
        return {
          path: `/api/app/projects/${name}/statistics?since=${iso(untilMs - dayMs)}&until=${iso(untilMs)}&every=hour`,
        };
      },
      isRight: (answer) => (answer as { total: { trace_count: number } }).total.trace_count > 0,
    },
    {
      name: 'a rare word, page',
      goalMs: 500,
      next: () => ({ path: `/api/app/runs?q=${word()}` }),
      isRight: hasRuns,
    },
    query('a rare word', () => ({ filter: `search("${word()}")` })),
    query('roots of a project', () => ({ ...inLargest(), is_root: true })),
    query('model calls of a day', () => {
      const startMs = moment();
      return { ...inLargest(), run_type: 'llm', start_time: iso(startMs), end_time: iso(startMs + dayMs) };
    }),
    query('failed', () => ({ ...inLargest(), error: true })),
    query('by name', () => ({ ...inLargest(), filter: 'eq(name, "ChatOpenAI")' })),
    query('slow roots', () => ({ ...inLargest(), is_root: true, filter: 'gt(latency, 10)' })),
    query('a trace', () => ({ trace: run().trace_id })),
    {
      name: 'v1 runs/stats of an hour',
      goalMs: null,
      ...posted('/api/v1/runs/stats', () => {
        const startMs = moment();
        return { ...inLargest(), start_time: iso(startMs), end_time: iso(startMs + hourMs) };
      }),
      // A small corpus has hours without any.
      isRight: (answer) => typeof (answer as { run_count: unknown }).run_count === 'number',
    },
    {
      name: 'a trace',
      goalMs: null,
      next: () => ({ path: `/api/app/traces/${run().trace_id}` }),
      isRight: hasSome('table'),
    },
    {
      name: 'projects with counts',
      goalMs: null,
      next: () => ({ path: '/api/app/projects' }),
      isRight: hasSome('projects'),
    },
    {
      name: 'v1 projects with stats, five',
      goalMs: null,
      next: () => ({ path: '/api/v1/sessions?include_stats=true&limit=5' }),
      isRight: (answer) => Array.isArray(answer) && answer.length > 0,
    },
    {
      name: 'threads of a project',
      goalMs: null,
      next: () => ({ path: `/api/app/projects/${project()}/threads?limit=50` }),
      isRight: hasSome('threads'),
    },
  ];
}

const hasRuns = hasSome('runs');

function hasSome(field: string): Question['isRight'] {
  return (answer) => {
    const value = (answer as Record<string, unknown>)[field];
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  };
}
