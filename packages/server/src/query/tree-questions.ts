/**
 * The questions for which a trace is read as a whole. A trace of a hundred thousand runs keeps a
 * thread busy for a second, so they are asked in a thread of their own (tree-thread.ts), and the
 * answers are what travels: bytes, ready to be sent.
 */
import { jsonText } from 'tracenest/wire';
import { findPlacesOfTrace } from '../store/records.js';
import { readProcesses } from '../store/processes.js';
import type { Reader, Store } from '../store/store.js';
import { AnswerCache } from './answer-cache.js';
import { encodeJson, encodeText, encodeTrace, withMoment } from './encode-answer.js';
import { getRun, partOfRun, type RunPart } from './get-run.js';
import { totalsOfTrace } from './get-trace.js';
import { isSettled, keptState, readLasting, stateOfTrace, type LastingAnswer } from './lasting-answers.js';
import { glanceAt, latestChange } from './glance.js';
import { outlineOf } from './outline.js';
import { answerProcesses } from './process-facts.js';
import { detectSplits } from './detect-splits.js';
import { readAround, withJoined } from './joined-trace.js';
import { countTraces, type Counted, type ToCount } from './count-traces.js';
import { countRuns } from './run-totals.js';
import { TreeCache } from './tree-cache.js';
import { firstPrices, type TreePrices } from './tree-prices.js';

/** UTF-8; null where nothing of what was asked for has been received. */
export type Encoded = Uint8Array<ArrayBuffer> | null;

/** `nowMs`: the clock, milliseconds since 1970. */
export interface TreeQuestions {
  /**
   * JSON of a PackedTrace. `join`: false shows it without the traces that hang below it; `root`: only
   * this run and all below it, null where it is no run of the trace.
   */
  trace(traceId: string, join: boolean, root: string | null, nowMs: number): Promise<Encoded>;
  /** Text, or JSON of an OutlineAnswer. */
  outline(traceId: string, format: 'text' | 'json', nowMs: number): Promise<Encoded>;
  /** JSON of CountedTraces: counts traces for the lists, and inserts what nothing shows before they say it is there. */
  count(wanted: readonly ToCount[], nowMs: number): Promise<Encoded>;
  /** JSON of a list of RunTotals: those of traces that are not counted yet. */
  runTotals(traceIds: readonly string[], nowMs: number): Promise<Encoded>;
  /** JSON of a list of SplitChange: what is to be told of traces that were just counted. */
  splits(traceIds: readonly string[]): Promise<Encoded>;
  /** JSON of a RunDetail, or of its input or output alone. `traceId`: where the caller knows it. */
  run(runId: string, traceId: string | null, part: RunPart, nowMs: number): Promise<Encoded>;
}

/** What counting leaves to be inserted: rows of single runs and whole answers, which may be very many bytes, are in the store. */
export type CountedTraces = Omit<Counted, 'runs' | 'answers'>;

/** The store as trees ask it. */
export type TreeStore = Reader & Pick<Store, 'insert'>;

/** Asks in this thread. */
export function askTrees(store: TreeStore, prices: () => TreePrices = () => firstPrices): TreeQuestions {
  const reader: Reader = store;
  const trees = new TreeCache(reader);
  const answers = new AnswerCache();
  const answerOf = async ({ bytes, named }: LastingAnswer, nowMs: number): Promise<Encoded> =>
    withMoment(bytes, await answerProcesses((ids) => readProcesses(reader, ids), named, nowMs), nowMs);
  return {
    trace: async (traceId, join, root, nowMs) => {
      const question = `${traceId} ${join} ${root}`;
      const used = prices();
      const [{ mark, isAlone }, stored] = await Promise.all([
        glanceAt(reader, traceId),
        join && root === null ? keptState(reader, traceId) : null,
      ]);
      const asked = findPlacesOfTrace(reader, traceId);
      // Where no answer is kept, the trace has to be read whatever is said around it.
      const isKept = answers.has(question);
      const [around, places, early] = await Promise.all([
        readAround(reader, traceId, isAlone),
        asked,
        isKept || stored !== null ? undefined : trees.read(traceId, mark, nowMs, asked),
      ]);
      const state = JSON.stringify([mark, used.version, around, places]);
      const kept = isKept ? answers.get(question, state, nowMs) : null;
      if (kept !== null) return answerOf(kept, nowMs);
      if (stored !== null && stored === (await stateOfTrace(reader, traceId, used.version, around, places))) {
        const lasting = await readLasting(reader, traceId, stored);
        if (lasting !== null) {
          answers.keep(question, lasting, state, nowMs);
          return answerOf(lasting, nowMs);
        }
      }
      const alone = early === undefined ? await trees.read(traceId, mark, nowMs, places) : early;
      if (alone === null) return null;
      const { assembled, beside } = await withJoined(reader, alone, around, join, nowMs);
      const bytes = encodeTrace(assembled, beside, totalsOfTrace(assembled, used), used, root, nowMs);
      if (bytes === null) return null;
      const { named, processes } = assembled;
      // The mark of one trace does not tell what changed of another.
      const isWhole = alone.trace_id === traceId && places.length === 0 && beside.joinedIds.size === 0;
      if (isWhole && isSettled(assembled)) answers.keep(question, { bytes, named }, state, nowMs);
      return withMoment(bytes, processes, nowMs);
    },
    outline: async (traceId, format, nowMs) => {
      const assembled = await trees.read(traceId, await latestChange(reader, traceId), nowMs);
      if (assembled === null) return null;
      const outline = outlineOf(assembled, prices());
      return format === 'json' ? encodeJson(outline.json()) : encodeText(outline.text());
    },
    count: async (wanted, nowMs) => {
      const { runs, answers: whole, ...told } = await countTraces(reader, wanted, prices(), nowMs);
      await store.insert('trace_answers', whole);
      // The row of the trace makes those of its runs count: it comes after them.
      await store.insert('run_totals', runs);
      return encodeJson(told satisfies CountedTraces);
    },
    runTotals: async (traceIds, nowMs) => encodeJson(await countRuns(reader, traceIds, prices(), nowMs)),
    splits: async (traceIds) => encodeJson(await detectSplits(reader, traceIds)),
    run: async (runId, traceId, part, nowMs) => {
      const detail = await getRun(reader, trees, { runId, traceId }, nowMs);
      return detail === null ? null : encodeText(jsonText(partOfRun(detail, part)));
    },
  };
}
