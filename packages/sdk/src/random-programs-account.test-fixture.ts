/** What a random program says of itself: who called whom, kept by hand, and what became of each call. */
import type { RunTree } from './index.js';
import type { Fn, Work } from './random-programs.test-fixture.js';
import type { MergedRun } from './wire/record.js';

/** One call of a function, or a place where there is none: outside of all runs, or where nothing is recorded. */
export class Frame {
  run: RunTree | undefined;
  state: 'open' | 'just ended' | 'ended' = 'open';
  isFailed = false;
  /** Its reader went away; a stream that reads ahead may have failed by then, unseen. */
  isLeft = false;
  #children = 0;
  #said = 0;

  constructor(
    readonly key: number,
    readonly name: string,
    /** Tells the place in the program, in whichever order it runs. */
    readonly path: string,
    /** One of these is the parent; null: none. More than one where a run ends in this very moment. */
    readonly parents: readonly (Frame | null)[],
    readonly facts: {
      isOutside?: boolean;
      isOff?: boolean;
      /** It ends where its reader says so. */
      isStream?: boolean;
      /** Read in parts: may be collected before it is read to its end. */
      isReadLater?: boolean;
      /** The highest slot that is being read by those above; only higher ones may be read here. */
      level: number;
      /** Calls of borrowed functions above. */
      borrows: number;
    },
  ) {}

  /** Whether a run is expected for it. */
  get isRecorded(): boolean {
    return this.facts.isOff !== true && this.facts.isOutside !== true;
  }

  childPath(): string {
    return `${this.path}.${(this.#children += 1)}`;
  }

  /** A text of its own for each moment of this call. */
  moment(): string {
    return `${this.path}@${(this.#said += 1)}`;
  }

  /** The first end counts. What begins before the next turn of the loop may come before or after it. */
  end(isFailed: boolean): void {
    if (this.state !== 'open') return;
    this.state = 'just ended';
    this.isFailed = isFailed;
    setImmediate(() => void (this.state = 'ended'));
  }
}

/** What gives its values later, until somebody takes them. */
export interface Slot {
  fn: Fn;
  value: unknown;
  made: Frame;
  isBusy: boolean;
}

/** A function that is called by others than who wrapped it. */
export interface Lent {
  fn: Fn;
  call: Work;
  maker: Frame | undefined;
}

/** How one call differs from a plain one. */
export interface StartOptions {
  parents?: readonly (Frame | null)[];
  /** Arguments in front of the function's own. */
  front?: unknown[];
  facts?: Partial<Frame['facts']>;
  /** In whose place it is read. Default: the caller's. */
  reader?: Frame;
  /** The function as it has been wrapped already. */
  call?: Work;
}

/** The place of what is called where no run is, or where it is not known which. */
export function outsideOf(path: string, borrows: number, parents: readonly (Frame | null)[] = [null]): Frame {
  return new Frame(0, 'outside', `${path}>`, parents, { isOutside: true, level: -1, borrows });
}

/** Who a callback belongs to that was made or added by `maker`, where `otherwise` is what calls it. */
export function whileOpen(maker: Frame, otherwise: Frame | null): (Frame | null)[] {
  if (maker.state === 'ended') return [otherwise];
  return maker.state === 'open' && maker.facts.isReadLater !== true ? [maker] : [maker, otherwise];
}

/** Where the runs are not those of the account; in words. */
export function differences(frames: Iterable<Frame>, runs: readonly MergedRun[]): string[] {
  const wrong: string[] = [];
  const byKey = new Map<unknown, MergedRun>();
  for (const run of runs) {
    const key = keyIn(run);
    if (byKey.has(key)) wrong.push(`${run.name} (${String(key)}) is there twice`);
    byKey.set(key, run);
    if (run.findings.length > 0) wrong.push(`${run.name} contradicts itself: ${JSON.stringify(run.findings)}`);
  }
  const keyOf = new Map(runs.map((run) => [run.id, keyIn(run)]));
  for (const frame of frames) {
    if (!frame.isRecorded) continue;
    const run = byKey.get(frame.key);
    byKey.delete(frame.key);
    if (run === undefined) wrong.push(`${frame.name} (${frame.path}) was not recorded`);
    else wrong.push(...differencesOf(frame, run, keyOf));
  }
  for (const run of byKey.values()) wrong.push(`${run.name} was recorded and never called`);
  return wrong;
}

function differencesOf(frame: Frame, run: MergedRun, keyOf: ReadonlyMap<string, unknown>): string[] {
  const wrong: string[] = [];
  const label = `${frame.name} (${frame.path})`;
  if (run.name !== frame.name) wrong.push(`${label} is named ${run.name}`);
  const found = run.parent_run_id === null ? null : keyOf.get(run.parent_run_id);
  const isRight = frame.parents.some((parent) => (parent === null ? null : parent.key) === found);
  if (!isRight && !isExplained(frame, run)) {
    const names = frame.parents.map((parent) => (parent === null ? 'no run' : `${parent.name} (${parent.path})`));
    const findings = (run.tracenest?.findings ?? []).map(({ code }) => code).join(' ');
    wrong.push(
      `${label} stands below ${String(found)}, expected ${names.join(' or ')} ` +
        `(${frame.parents.map((parent) => parent?.key).join(' or ')}); ${run.tracenest?.placement} ${findings}`,
    );
  }
  const left = frame.facts.isStream === true ? ['pending', 'success', 'error'] : ['pending', 'success'];
  const ended =
    frame.facts.isStream === true && frame.isLeft ? ['success', 'error'] : [frame.isFailed ? 'error' : 'success'];
  const expected = frame.state === 'open' ? left : ended;
  if (!expected.includes(run.status)) wrong.push(`${label} is ${run.status}, expected ${expected.join(' or ')}`);
  return wrong;
}

/**
 * Work that goes on after its run has ended, and looks like a loop that serves others: a root, with
 * a warning that names the run.
 */
function isExplained(frame: Frame, run: MergedRun): boolean {
  if (run.parent_run_id !== null) return false;
  return (run.tracenest?.findings ?? []).some(({ code, evidence }) => {
    if (code !== 'shared-worker' && code !== 'leaked-context') return false;
    const { id } = (evidence?.['parent'] ?? {}) as { id?: unknown };
    return frame.parents.some((parent) => parent !== null && parent.state !== 'open' && parent.run?.id === id);
  });
}

function keyIn(run: MergedRun): unknown {
  return (run.inputs as { input?: unknown } | null)?.input;
}
