/** Every question about what lies beside runs, bound to one store. */
import type { RefusedReason } from 'tracenest/wire';
import type { FeedbackRow } from '../store/beside-rows.js';
import type { Store } from '../store/store.js';
import { attachmentsOf, readAttachment, type Attachment } from './attachments.js';
import {
  changeFeedback,
  deleteFeedback,
  feedbackOfProject,
  feedbackOfRuns,
  feedbackTogether,
  listFeedback,
  type FeedbackAsk,
  type FeedbackChange,
  type StatsByKey,
} from './feedback.js';
import {
  deleteFeedbackConfig,
  feedbackToken,
  feedbackTokensOf,
  listFeedbackConfigs,
  makeFeedbackTokens,
  saveFeedbackConfig,
} from './feedback-settings.js';
import { listRefused } from './refused.js';
import { sharedRun, shareRun, shareTokens, unshareRun } from './shares.js';

type Rest<F> = F extends (store: Store, ...rest: infer R) => infer A ? (...rest: R) => A : never;

export interface BesideQuestions {
  feedback(ask: FeedbackAsk): Promise<FeedbackRow[]>;
  /** Null if there is no such feedback. */
  changeFeedback(id: string, change: FeedbackChange): Promise<FeedbackRow | null>;
  deleteFeedback(id: string): Promise<boolean>;
  feedbackOfRuns(runIds: readonly string[]): Promise<Map<string, StatsByKey>>;
  /** Of all of the runs together. */
  feedbackTogether(runIds: readonly string[]): Promise<StatsByKey>;
  feedbackOfProject(projectId: string): Promise<{ runs: StatsByKey; project: StatsByKey }>;
  feedbackConfigs: Rest<typeof listFeedbackConfigs>;
  saveFeedbackConfig(said: Parameters<typeof saveFeedbackConfig>[1]): ReturnType<typeof saveFeedbackConfig>;
  deleteFeedbackConfig(key: string): Promise<boolean>;
  makeFeedbackTokens: Rest<typeof makeFeedbackTokens>;
  feedbackTokensOf: Rest<typeof feedbackTokensOf>;
  feedbackToken: Rest<typeof feedbackToken>;
  attachmentsOf(runIds: readonly string[]): Promise<Map<string, Attachment[]>>;
  readAttachment: Rest<typeof readAttachment>;
  shareTokens(runIds: readonly string[]): Promise<Map<string, string>>;
  sharedRun(token: string): Promise<string | null>;
  shareRun(runId: string, token: string): Promise<string>;
  unshareRun(runId: string): Promise<void>;
  refused(project: string): Promise<RefusedReason[]>;
}

/** `nowMs`: the clock, milliseconds since 1970. */
export function askBeside(store: Store, nowMs: () => number = Date.now): BesideQuestions {
  return {
    feedback: (ask) => listFeedback(store, ask),
    changeFeedback: (id, change) => changeFeedback(store, id, change, nowMs()),
    deleteFeedback: (id) => deleteFeedback(store, id, nowMs()),
    feedbackOfRuns: (runIds) => feedbackOfRuns(store, runIds),
    feedbackTogether: (runIds) => feedbackTogether(store, runIds),
    feedbackOfProject: (projectId) => feedbackOfProject(store, projectId),
    feedbackConfigs: (ask) => listFeedbackConfigs(store, ask),
    saveFeedbackConfig: (said) => saveFeedbackConfig(store, said, nowMs()),
    deleteFeedbackConfig: (key) => deleteFeedbackConfig(store, key, nowMs()),
    makeFeedbackTokens: (wishes) => makeFeedbackTokens(store, wishes),
    feedbackTokensOf: (ask) => feedbackTokensOf(store, ask),
    feedbackToken: (token) => feedbackToken(store, token),
    attachmentsOf: (runIds) => attachmentsOf(store, runIds),
    readAttachment: (runId, token) => readAttachment(store, runId, token),
    shareTokens: (runIds) => shareTokens(store, runIds),
    sharedRun: (token) => sharedRun(store, token),
    shareRun: (runId, token) => shareRun(store, runId, token, nowMs()),
    unshareRun: (runId) => unshareRun(store, runId, nowMs()),
    refused: (project) => listRefused(store, project),
  };
}
