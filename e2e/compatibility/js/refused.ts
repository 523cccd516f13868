/**
 * What the client has and Tracenest has not: each method is called, and must be answered 404 with a
 * sentence that says what is missing and what to use instead.
 */
import { equal, match, ok } from 'node:assert/strict';
import { resourceMethod } from './methods.js';
import { freshName } from './proof.js';
import type { Client, Trial } from './trial.js';

const id = '00000000-0000-4000-8000-00000000000a';
const since = '2026-01-01T00:00:00Z';
const SENTENCE = /Tracenest stores and shows traces; it has no [^."]+\./;

/** Arguments with which the client itself finds no fault. */
const CALLS: Readonly<Record<string, (client: Client, trial: Trial) => unknown>> = {
  addRunsToAnnotationQueue: (client) => client.addRunsToAnnotationQueue(id, [id]),
  agentExists: (client) => client.agentExists('-/agent'),
  clonePublicDataset: (client) => client.clonePublicDataset(id),
  createAnnotationQueue: (client) => client.createAnnotationQueue({ name: 'queue' }),
  createChatExample: (client) => client.createChatExample([], undefined, { datasetId: id }),
  createCommit: (client) => client.createCommit('-/prompt', {}),
  createComparativeExperiment: (client) =>
    client.createComparativeExperiment({ name: 'both', experimentIds: [id], referenceDatasetId: id }),
  createDataset: (client) => client.createDataset('examples'),
  createExample: (client) => client.createExample({ a: 1 }, { b: 2 }, { datasetId: id }),
  createExamples: (client) => client.createExamples([{ inputs: { a: 1 }, dataset_id: id }]),
  createLLMExample: (client) => client.createLLMExample('a', 'b', { datasetId: id }),
  createPrompt: (client) => client.createPrompt('prompt'),
  deleteAgent: (client) => client.deleteAgent('-/agent'),
  deleteAnnotationQueue: (client) => client.deleteAnnotationQueue(id),
  deleteDataset: (client) => client.deleteDataset({ datasetId: id }),
  deleteExample: (client) => client.deleteExample(id),
  deleteExamples: (client) => client.deleteExamples([id]),
  deletePrompt: (client) => client.deletePrompt('-/prompt'),
  deleteRunFromAnnotationQueue: (client) => client.deleteRunFromAnnotationQueue(id, id),
  deleteSkill: (client) => client.deleteSkill('-/skill'),
  diffDatasetVersions: (client) => client.diffDatasetVersions({ datasetId: id, fromVersion: since, toVersion: since }),
  evaluate: (client, { library }) => library.evaluation.evaluate(() => ({}), { data: 'examples', client }),
  evaluateComparative: async (client, trial) => {
    const { id: project } = await client.createProject({ projectName: freshName(trial, 'experiment') });
    const evaluators = [() => ({ key: 'k', scores: {} })];
    return trial.library.evaluation.evaluateComparative([project, project], { evaluators, client });
  },
  getDatasetUrl: (client) => client.getDatasetUrl({ datasetId: id }),
  getPrompt: (client) => client.getPrompt('-/prompt'),
  getRunFromAnnotationQueue: (client) => client.getRunFromAnnotationQueue(id, 0),
  getSizeFromAnnotationQueue: (client) => client.getSizeFromAnnotationQueue(id),
  hasDataset: (client) => client.hasDataset({ datasetId: id }),
  likePrompt: (client) => client.likePrompt('-/prompt'),
  listAgents: (client) => client.listAgents(),
  listAnnotationQueues: (client) => client.listAnnotationQueues(),
  listCommits: (client) => client.listCommits('-/prompt'),
  listDatasetSplits: (client) => client.listDatasetSplits({ datasetId: id }),
  listDatasets: (client) => client.listDatasets(),
  listExamples: (client) => client.listExamples({ datasetId: id }),
  listPrompts: (client) => client.listPrompts(),
  listRunsFromAnnotationQueue: (client) => client.listRunsFromAnnotationQueue(id),
  listSharedExamples: (client) => client.listSharedExamples(id),
  listSkills: (client) => client.listSkills(),
  promptExists: (client) => client.promptExists('-/prompt'),
  pullAgent: (client) => client.pullAgent('-/agent'),
  pullPromptCommit: (client) => client.pullPromptCommit('-/prompt'),
  pullSkill: (client) => client.pullSkill('-/skill'),
  pushAgent: (client) => client.pushAgent('-/agent', { files: {} }),
  pushPrompt: (client) => client.pushPrompt('-/prompt', { object: {} }),
  pushSkill: (client) => client.pushSkill('-/skill', { files: {} }),
  readAnnotationQueue: (client) => client.readAnnotationQueue(id),
  readDataset: (client) => client.readDataset({ datasetId: id }),
  readDatasetOpenaiFinetuning: (client) => client.readDatasetOpenaiFinetuning({ datasetId: id }),
  readDatasetSharedSchema: (client) => client.readDatasetSharedSchema(id),
  readDatasetVersion: (client) => client.readDatasetVersion({ datasetId: id, tag: 'latest' }),
  readExample: (client) => client.readExample(id),
  readSharedDataset: (client) => client.readSharedDataset(id),
  shareDataset: (client) => client.shareDataset(id),
  skillExists: (client) => client.skillExists('-/skill'),
  unlikePrompt: (client) => client.unlikePrompt('-/prompt'),
  unshareDataset: (client) => client.unshareDataset(id),
  updateAnnotationQueue: (client) => client.updateAnnotationQueue(id, { name: 'queue' }),
  updateDataset: (client) => client.updateDataset({ datasetId: id, name: 'examples' }),
  updateDatasetSplits: (client) => client.updateDatasetSplits({ datasetId: id, splitName: 'test', exampleIds: [id] }),
  updateDatasetTag: (client) => client.updateDatasetTag({ datasetId: id, asOf: since, tag: 'latest' }),
  updateExample: (client) => client.updateExample(id, { inputs: { a: 1 } }),
  updateExamples: (client) => client.updateExamples([{ id, dataset_id: id, inputs: { a: 1 } }]),
  updateExamplesMultipart: (client) => client.updateExamplesMultipart(id, [{ id, inputs: { a: 1 } }]),
  updatePrompt: (client) => client.updatePrompt('-/prompt', { description: 'better' }),
  uploadCsv: (client) =>
    client.uploadCsv({ csvFile: new Blob(['a,b']), fileName: 'x.csv', inputKeys: ['a'], outputKeys: ['b'], name: 'x' }),
  uploadExamplesMultipart: (client) => client.uploadExamplesMultipart(id, [{ inputs: { a: 1 } }]),
};

/** Resources of the generated client of which nothing is about tracing, and single methods. */
const RESOURCES = [
  'agents.',
  'annotationQueues.',
  'datasets.',
  'evaluators.',
  'fleet.',
  'issues.',
  'onlineEvaluators.',
  'productFeedback.',
  'promptWebhooks.',
  'sandboxes.',
  'sql.',
  'sessions.dashboard',
  'threads.share.',
];

/** In an address it is an id; in a body or a query it has whatever is asked for. */
const anything: unknown = Object.defineProperty(
  Object.fromEntries(['project_id', 'dataset_id', 'queue_id', 'session_id', 'box_id'].map((name) => [name, id])),
  'toString',
  { value: () => id },
);

export function isRefused(method: string): boolean {
  return method in CALLS || RESOURCES.some((beginning) => method.startsWith(beginning));
}

/** Calls the method; gives the sentence with which it was refused, by the server or, knowing that, by the client. */
export async function refusalOf(method: string, trial: Trial): Promise<string> {
  const before = trial.exchanges.length;
  let thrown = '';
  try {
    await finish(CALLS[method]?.(trial.client, trial) ?? callResource(method, trial));
  } catch (error) {
    thrown = error instanceof Error ? error.message : String(error);
  }
  const last = trial.exchanges.slice(before).findLast(({ status }) => status !== 200);
  if (last === undefined) return refusedByClient(thrown);
  equal(last.status, 404, `${last.method} ${last.path}`);
  const { detail, code, title } = last.answer as Record<string, string>;
  equal(code ?? title, 'out-of-scope', `${last.method} ${last.path}: ${detail}`);
  match(detail ?? '', SENTENCE);
  return detail ?? '';
}

/** Some methods go by what the server announces, and one asks with a client of its own. */
function refusedByClient(thrown: string): string {
  const ofServer = SENTENCE.exec(thrown);
  if (ofServer !== null) return ofServer[0];
  ok(thrown !== '', 'it was neither asked for nor refused');
  return `The client: ${thrown.split('\n')[0] ?? ''}`;
}

function callResource(method: string, { generated }: Trial): unknown {
  const call = resourceMethod(generated, method);
  return call(...Array.from({ length: Math.max(1, call.length) }, () => anything));
}

/** The first item of a list is enough: asking for it asks the server. */
async function finish(made: unknown): Promise<void> {
  const value: unknown = await made;
  if (typeof value !== 'object' || value === null || !(Symbol.asyncIterator in value)) return;
  await (value as AsyncIterable<unknown>)[Symbol.asyncIterator]().next();
}
