/** Runs with what lies beside them: one question for each kind, for all runs of an answer that have it. */
import type { Context } from 'hono';
import type { StoredRun } from '../../query/list-runs.js';
import type { Bindings } from '../bindings.js';
import type { Line } from '../line.js';
import { ownOrigin } from '../own-origin.js';
import { nothingBeside, runAnswer, type RunBeside } from './run-answer.js';
import type { Run } from './shapes.js';

/** In the v1 shape. */
export async function runAnswers(c: Context<Bindings>, line: Line, runs: readonly StoredRun[]): Promise<Run[]> {
  const beside = await readBeside(c, line, runs);
  return runs.map((stored) => runAnswer(stored, beside.get(stored.run.id)));
}

export async function oneRunAnswer(c: Context<Bindings>, line: Line, stored: StoredRun): Promise<Run> {
  return runAnswer(stored, (await readBeside(c, line, [stored])).get(stored.run.id));
}

/** By the id of the run. */
export async function readBeside(
  c: Context<Bindings>,
  { besides }: Line,
  runs: readonly StoredRun[],
): Promise<Map<string, RunBeside>> {
  const ids = runs.map(({ run }) => run.id);
  const idsWith = (kind: StoredRun['beside'][number]): string[] =>
    runs.flatMap(({ run, beside }) => (beside.includes(kind) ? [run.id] : []));
  const [stats, tokens, files] = await Promise.all([
    besides.feedbackOfRuns(idsWith('feedback')),
    besides.shareTokens(idsWith('shares')),
    besides.attachmentsOf(idsWith('attachments')),
  ]);
  const origin = ownOrigin(c);
  return new Map(
    ids.map((id) => [
      id,
      {
        ...nothingBeside,
        feedbackStats: stats.get(id) ?? null,
        shareToken: tokens.get(id) ?? null,
        attachments: files.get(id) ?? [],
        origin,
      },
    ]),
  );
}
