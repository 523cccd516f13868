/**
 * What all copies of the SDK in one process share (ESM and CJS, two versions, vm realms): the
 * storage of the current run, the clock that orders siblings, and the name of this process.
 */
import { runtime } from '#context';
import type { ContextStorage } from './context-types.js';
import type { ProcessRecord } from './wire/record.js';
import { SDK_VERSION } from './version.js';
import { uuid7 } from './wire/ids.js';

interface ProcessState {
  storage: ContextStorage;
  /** Start of the run that began last, in microseconds since 1970. */
  lastStartUs: number;
  /** New at each start of the process. */
  readonly instance: string;
  /** Runs that have begun and not ended, the oldest first. */
  open: Set<OpenRun>;
}

/** What of an open run is looked at. */
export interface OpenRun {
  id: string;
  name: string;
  trace_id: string;
  parent_run_id?: string | undefined;
  /** Milliseconds since 1970. */
  start_time: number;
  /** Takes its records. */
  client?: unknown;
  /** Hands a record of it to its client. */
  send?(op: 'update', payloads: object): void;
}

/** With the version of the shape: another shape gets another key. */
const STATE_KEY = Symbol.for('tracenest.process-state.1');
/** Where the official `langsmith` package and LangChain.js keep theirs. */
const OFFICIAL_KEY = Symbol.for('ls:tracing_async_local_storage');

type Globals = { [OFFICIAL_KEY]?: ContextStorage };

let instance: string | undefined;

function loadState(): ProcessState {
  const anchor = runtime.anchor as { [STATE_KEY]?: ProcessState };
  const globals = globalThis as Globals;
  const state = (anchor[STATE_KEY] ??= {
    storage: globals[OFFICIAL_KEY] ?? runtime.makeStorage(),
    lastStartUs: 0,
    // At first use: Cloudflare's Workers give no random values while modules load.
    get instance() {
      return (instance ??= uuid7(Date.now()));
    },
    open: new Set(),
  });
  // Another realm may have a storage of its own; it looks ours up again at each call. Left alone
  // while a run is current in it.
  if (globals[OFFICIAL_KEY]?.getStore() === undefined) globals[OFFICIAL_KEY] = state.storage;
  return state;
}

export const processState: ProcessState = loadState();

let record: ProcessRecord | undefined;

/** This process, as root runs name it. */
export function processRecord(): ProcessRecord {
  record ??= { instance: processState.instance, ...runtime.machine(), sdk: `tracenest-js/${SDK_VERSION}` };
  return record;
}
