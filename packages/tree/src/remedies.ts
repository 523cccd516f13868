/**
 * Remedies as code to copy, in the language of the traced program. The sentence of the table stands
 * where there is none: it is written for TypeScript. Python is mended with the official client.
 */
import type { Json } from 'tracenest/wire';
import type { Language } from './language.js';

export interface Remedy {
  /** Null: that of the table. */
  text: string | null;
  /** Lines to copy; null: there is nothing to write. */
  code: string | null;
}

type ByLanguage = Readonly<Record<Language, Remedy>>;

/** The remedy of a finding; null where only the table has one. `language` null: not known. */
export function remedyOf(
  code: string,
  evidence: Readonly<Record<string, Json | undefined>>,
  language: Language | null,
): Remedy | null {
  const cause = evidence['cause'];
  if (code === 'split-trace' && typeof cause === 'string' && Object.hasOwn(SPLITS, cause)) {
    // Some causes are of one language only.
    return SPLITS[cause]?.[language ?? (cause === 'asyncio' ? 'python' : 'typescript')] ?? null;
  }
  return Object.hasOwn(REMEDIES, code) ? (REMEDIES[code]?.[language ?? 'typescript'] ?? null) : null;
}

const line = (...lines: string[]): string => lines.join('\n');
const table = (code: string | null): Remedy => ({ text: null, code });
const says = (text: string, code: string | null = null): Remedy => ({ text, code });

const BIND = line("import { bind } from 'tracenest';", '', 'queue.add(bind(() => handle(job)));');
const DETACH = line("import { detach } from 'tracenest';", '', 'detach(() => setInterval(refresh, 60_000))();');
const HAND_OVER = line(
  "import { getCurrentRunTree } from 'tracenest/traceable';",
  '',
  'child.with({ parent: getCurrentRunTree() })(question);',
);
const HEADERS = line(
  "import { RunTree, withRunTree } from 'tracenest';",
  '',
  'const parent = RunTree.fromHeaders(request.headers);',
  'await withRunTree(parent, () => answer(request.body));',
);
const TASK_HEADERS = line(
  "import { RunTree, withRunTree } from 'tracenest';",
  "import { getCurrentRunTree } from 'tracenest/traceable';",
  '',
  'queue.add({ job, headers: getCurrentRunTree().toHeaders() });',
  '',
  '// In the worker:',
  'const parent = RunTree.fromHeaders(task.headers);',
  'await withRunTree(parent, () => handle(task.job));',
);
const PY_PARENT = line(
  'from langsmith import get_current_run_tree',
  '',
  'parent = get_current_run_tree()',
  'child(question, langsmith_extra={"parent": parent})',
);
const PY_TASK = line(
  'import asyncio',
  'from langsmith import get_current_run_tree',
  '',
  'parent = get_current_run_tree()',
  'task = asyncio.create_task(child(question, langsmith_extra={"parent": parent}))',
);
const PY_COPY = line(
  'import contextvars',
  '',
  'context = contextvars.copy_context()',
  'queue.put(lambda: context.run(handle, job))',
);
const PY_HEADERS = line(
  'from langsmith.run_helpers import tracing_context',
  '',
  'with tracing_context(parent=request.headers):',
  '    answer(request.json())',
);
const PY_EMPTY = line(
  'import contextvars, threading',
  '',
  'empty = contextvars.Context()',
  'threading.Thread(target=lambda: empty.run(refresh_for_ever)).start()',
);
const PY_POOL = line(
  'from langsmith.utils import ContextThreadPoolExecutor',
  '',
  'with ContextThreadPoolExecutor() as pool:',
  '    answers = list(pool.map(child, questions))',
);
const PY_FLUSH = line('from langsmith import Client', '', 'client = Client()', 'client.flush()');
const SHUTDOWN = line("import { shutdown } from 'tracenest';", '', 'await shutdown();', 'process.exit();');
const NEW_ID = line("import { RunTree } from 'tracenest';", '', "const run = new RunTree({ name: 'retry' });");
const PY_NEW_ID = line('from langsmith import RunTree', '', 'run = RunTree(name="retry")');
const CREATE_CHILD = line("const child = parent.createChild({ name: 'child' });", 'await child.postRun();');
const PY_CREATE_CHILD = line('child = parent.create_child(name="child")', 'child.post()');

const REMEDIES: Readonly<Record<string, ByLanguage>> = {
  'missing-parent': {
    typescript: table(SHUTDOWN),
    python: says(
      'If the process of the parent ended before sending, flush before it ends; if the parent is sampled out, let the decision travel with the headers.',
      PY_FLUSH,
    ),
  },
  'ambiguous-parent': { typescript: table(NEW_ID), python: table(PY_NEW_ID) },
  cycle: { typescript: table(CREATE_CHILD), python: table(PY_CREATE_CHILD) },
  'self-parent': { typescript: table(CREATE_CHILD), python: table(PY_CREATE_CHILD) },
  'two-roots': { typescript: table(CREATE_CHILD), python: table(PY_CREATE_CHILD) },
  'duplicate-id': { typescript: table(NEW_ID), python: table(PY_NEW_ID) },
  'order-disagrees': { typescript: table(CREATE_CHILD), python: table(PY_CREATE_CHILD) },
  'late-child': {
    typescript: table(line('const answer = await child(question);', 'return answer;')),
    python: table(line('answer = await child(question)', 'return answer')),
  },
  'other-project': {
    typescript: table(HEADERS),
    python: table(PY_HEADERS),
  },
  unfinished: { typescript: table(SHUTDOWN), python: table(PY_FLUSH) },
  'made-elsewhere': {
    typescript: table(BIND),
    python: says('Carry the context to where the callback runs.', PY_COPY),
  },
  'listener-adopted': {
    typescript: table(line("import { bind } from 'tracenest';", '', "emitter.on('message', bind(listener));")),
    python: says('Carrying the context to the listener says so explicitly.', PY_COPY),
  },
  'leaked-context': {
    typescript: table(DETACH),
    python: says('Start what outlives a run in an empty context.', PY_EMPTY),
  },
  'shared-worker': {
    typescript: table(BIND),
    python: says('Carry the context with each job, or headers in it.', PY_COPY),
  },
  'context-lost': {
    typescript: table(BIND),
    python: says('If it belongs to one of them, give it as parent.', PY_PARENT),
  },
  'worker-without-context': {
    typescript: table(HEADERS),
    python: says('Use a pool that carries the context, or send headers with the task.', PY_POOL),
  },
  'stale-parent': { typescript: table(HAND_OVER), python: table(PY_PARENT) },
  'no-parent-given': { typescript: table(HEADERS), python: table(PY_HEADERS) },
  'bad-parent': {
    typescript: table(HEADERS),
    python: says('A run does not survive JSON: carry run_tree.to_headers() instead.', PY_HEADERS),
  },
  'bad-header': { typescript: table(HEADERS), python: table(PY_HEADERS) },
  'no-async-context': { typescript: table(HAND_OVER), python: says('Give the parent.', PY_PARENT) },
  'exited-with-runs': {
    typescript: table(SHUTDOWN),
    python: says('Flush before the process exits.', PY_FLUSH),
  },
  cut: {
    typescript: table(
      line(
        "import { traceable } from 'tracenest';",
        '',
        'const read = traceable(readFile, { processOutputs: ({ outputs }) => ({ size: outputs.length }) });',
      ),
    ),
    python: says(
      'Raise the limit, or record less with process_inputs and process_outputs.',
      line(
        'from langsmith import traceable',
        '',
        '@traceable(process_outputs=lambda text: {"size": len(text)})',
        'def read_file(path): ...',
      ),
    ),
  },
};

const UPGRADE = 'Use Python 3.11 or later, where tasks keep the context; before that, hand the parent over.';

/** Remedies of `split-trace`, by its cause. */
const SPLITS: Readonly<Record<string, ByLanguage>> = {
  headers: {
    typescript: says('Follow the headers of the caller where the request arrives.', HEADERS),
    python: says('Follow the headers of the caller where the request arrives.', PY_HEADERS),
  },
  asyncio: { typescript: says(UPGRADE, HAND_OVER), python: says(UPGRADE, PY_TASK) },
  threads: {
    typescript: says('Send headers with the task, and continue them in the worker.', TASK_HEADERS),
    python: says('Use a pool of threads that carries the context.', PY_POOL),
  },
  config: {
    typescript: says(
      'Pass the config on to each runnable that is called inside of another.',
      line('const outer = RunnableLambda.from((question, config) => inner.invoke(question, config));'),
    ),
    python: says(
      'Pass the config on to each runnable that is called inside of another.',
      line(
        'from langchain_core.runnables import RunnableLambda',
        '',
        'outer = RunnableLambda(lambda question, config: inner.invoke(question, config))',
      ),
    ),
  },
  unknown: {
    typescript: says('If it belongs there, hand the parent over or bind the callback. If not, nothing.', HAND_OVER),
    python: says('If it belongs there, give it the parent. If not, nothing.', PY_PARENT),
  },
};
