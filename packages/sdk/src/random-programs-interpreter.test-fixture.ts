/**
 * Runs a random program, with whatever a kit makes of `traceable` and its kin, and keeps the
 * program's own account beside it: each call gets its place handed down by hand.
 */
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { bodyOf, drain, Sub, type Can, type Host, type Steps } from './random-programs-bodies.test-fixture.js';
import type { Kit } from './random-programs-kits.test-fixture.js';
import { Turns, type Pace } from './random-programs-turns.test-fixture.js';
import {
  Frame,
  outsideOf,
  whileOpen,
  type Lent,
  type Slot,
  type StartOptions,
} from './random-programs-account.test-fixture.js';
import {
  READ_LATER,
  STREAMS,
  SYNC_KINDS,
  functionsOf,
  type Fn,
  type Program,
  type Statement,
  type Work,
  type Use,
} from './random-programs.test-fixture.js';
import {
  LeavingError,
  nameOf,
  ProgramError,
  readAsyncGenerator,
  readGenerator,
  readNodeStream,
  readWebStream,
  WHOLE,
  type Reading,
} from './random-programs-readers.test-fixture.js';

const NOTHING: Can = { wait: false, give: false };
const MOST_BORROWS = 2;
const MOST_LISTENERS = 3;
const MOST_FRAMES = 300;

export class Machine implements Host {
  readonly log: string[] = [];
  readonly frames: Map<number, Frame> = new Map();
  readonly #kit: Kit;
  readonly #pace: Pace;
  readonly #boot = new Map<number, Work>();
  readonly #between: Work;
  readonly #slots: (Slot | undefined)[] = [];
  readonly #lent: (Lent | undefined)[] = [];
  readonly #kept: (Frame | undefined)[] = [];
  readonly #emitter = new EventEmitter();
  readonly #jobs: (() => void)[] = [];
  readonly #loose = new Set<Promise<unknown>>();
  readonly #turns: Turns;
  readonly isOrderly: boolean;
  #emitting: Frame | undefined;
  #wake: () => void = () => undefined;
  #isOver = false;

  constructor(program: Program, kit: Kit, pace: Pace) {
    this.#kit = kit;
    this.#pace = pace;
    this.#turns = new Turns(pace);
    this.isOrderly = pace === 'steady';
    for (const fn of functionsOf(program)) this.#boot.set(fn.id, this.#wrap(fn));
    this.#between = kit.traceable((...args) => this.enter(args).end(false), { name: 'between' });
  }

  /** Serves all requests of the program at once, and all that they leave behind. */
  async run(program: Program): Promise<void> {
    const loop = this.#serveJobs();
    for (const fn of program) {
      const outside = outsideOf(`f${fn.id}`, 0);
      this.#loosely(outside, () => this.#whole(fn, outside));
    }
    while (this.#loose.size > 0 || this.#jobs.length > 0) {
      await Promise.allSettled([...this.#loose]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Streams close a few turns later.
    for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
    this.#isOver = true;
    this.#wake();
    await loop;
  }

  /** A loop that was started with the program and works for all. */
  async #serveJobs(): Promise<void> {
    while (!this.#isOver) {
      await this.#turns.turn('immediate', 'jobs');
      const job = this.#jobs.shift();
      if (job !== undefined) job();
      else await new Promise<void>((resolve) => void (this.#wake = resolve));
    }
  }

  /** A job for the loop, which calls from outside of all runs. */
  #queue(frame: Frame, job: (outside: Frame) => void): void {
    const outside = outsideOf(frame.moment(), frame.facts.borrows + 1);
    this.#jobs.push(() => job(outside));
    this.#wake();
  }

  say(frame: Frame, what: string): void {
    this.log.push(`${frame.path} ${what}`);
  }

  // Calls

  #frame(name: string, caller: Frame, parents: readonly (Frame | null)[], facts: Partial<Frame['facts']> = {}): Frame {
    const { level, borrows, isOff } = caller.facts;
    const isBelowOff = isOff === true && parents[0] === caller;
    const own = { level, borrows, ...(isBelowOff ? { isOff: true } : {}), ...facts };
    const frame = new Frame(this.frames.size + 1, name, caller.childPath(), parents, own);
    this.frames.set(frame.key, frame);
    return frame;
  }

  #parentsIn(caller: Frame): readonly (Frame | null)[] {
    return caller.facts.isOutside === true ? caller.parents : [caller];
  }

  #factsOf(fn: Fn): Partial<Frame['facts']> {
    return { isReadLater: READ_LATER.includes(fn.kind), isStream: STREAMS.includes(fn.kind) };
  }

  /** Calls a function; what it returns is to be read. */
  #start(
    fn: Fn,
    caller: Frame,
    { parents = this.#parentsIn(caller), front = [], facts = {}, call }: StartOptions = {},
  ): { value: unknown; made: Frame } {
    const made = this.#frame(`f${fn.id}`, caller, parents, { ...this.#factsOf(fn), ...facts });
    const work = call ?? (fn.made === 'boot' ? this.#boot.get(fn.id) : undefined) ?? this.#wrap(fn);
    this.say(made, 'called');
    const value = work.apply(made, [...front, made.key]);
    if (fn.kind === 'subclass') this.say(made, value instanceof Sub ? value.extra : 'lost its class');
    return { value, made };
  }

  #wrap(fn: Fn): Work {
    return this.#kit.traceable(bodyOf(fn, this), { name: `f${fn.id}` });
  }

  enter(args: readonly unknown[], self?: unknown): Frame {
    const frame = this.frames.get(args.at(-1) as number);
    if (frame === undefined) throw new RangeError(`called with ${String(args.at(-1))}`);
    if (frame.isRecorded) frame.run = this.#kit.current();
    if (self !== undefined && self !== frame) this.say(frame, 'lost this');
    return frame;
  }

  // Reading

  /** Reads what a call returned, in the place of `reader`. */
  async #read(fn: Fn, value: unknown, made: Frame, reader: Frame, use: Use): Promise<unknown> {
    const take = (chunk: unknown): void => this.#take(reader, chunk);
    try {
      let reading: Reading = 'part';
      if (fn.kind === 'asyncGenerator')
        reading = await readAsyncGenerator(value as AsyncGenerator, this.isOrderly ? this.#orderly(use) : use, take);
      else if (fn.kind === 'webStream')
        reading = await readWebStream(value as ReadableStream, this.#orderly(use), take);
      else if (fn.kind === 'nodeStream') reading = await readNodeStream(value as Readable, use, take);
      else return await value;
      made.isLeft ||= reading === 'left';
      // A stream around a generator leaves it in its own time.
      const isAround = fn.kind === 'asyncGenerator' && use.via === 'events';
      if (reading !== 'part' && !isAround) made.end(false);
      return reading;
    } catch (error) {
      made.isLeft ||= use.leave !== 'end';
      // Another error says that somebody else is reading.
      if (error instanceof ProgramError || error instanceof LeavingError)
        this.#streamDone(fn, made, error instanceof ProgramError);
      // Thrown into what had not begun: that is how it ends.
      if (fn.kind === 'asyncGenerator' && use.via !== 'events' && error instanceof LeavingError) made.end(true);
      throw error;
    }
  }

  /** What stands in for a stream in a pipe pulls as often, but not in the same microtask. */
  #orderly(use: Use): Use {
    return this.#pace !== 'raw' && (use.via === 'tee' || use.via === 'events') ? { ...use, via: 'hand' } : use;
  }

  /** A stream ends where its reader says so; a generator has said so itself, unless it was never begun. */
  #streamDone(fn: Fn, made: Frame, isFailed: boolean): void {
    if (STREAMS.includes(fn.kind)) made.end(isFailed);
  }

  #readSync(fn: Fn, value: unknown, made: Frame, reader: Frame, use: Use): unknown {
    if (fn.kind === 'sync') return value;
    try {
      const reading = readGenerator(value as Generator, use, (chunk) => this.#take(reader, chunk));
      // One that was never begun has not heard of its end.
      if (reading !== 'part') made.end(false);
      return reading;
    } catch (error) {
      if (error instanceof LeavingError) made.end(true);
      throw error;
    }
  }

  /** What the reader does between two values is the reader's. */
  #take(reader: Frame, chunk: unknown): void {
    this.say(reader, `took ${String(chunk)}`);
    const made = this.#frame('between', reader, this.#parentsIn(reader));
    this.#between.call(made, made.key);
  }

  /** Calls a function and reads all that it gives. */
  async #whole(fn: Fn, caller: Frame, how: StartOptions = {}): Promise<unknown> {
    const { value, made } = this.#start(fn, caller, how);
    const { reader = caller } = how;
    if (SYNC_KINDS.includes(fn.kind)) return this.#readSync(fn, value, made, reader, WHOLE);
    return await this.#read(fn, value, made, reader, WHOLE);
  }

  /** Work that nobody waits for; whatever it throws is said. */
  #loosely(frame: Frame, work: () => unknown): void {
    const path = frame.moment();
    const guardedWork = async (): Promise<void> => {
      try {
        if (this.#pace === 'steady') await this.#turns.turn('immediate', path);
        this.log.push(`${path} loosely gave ${String(await work())}`);
      } catch (error) {
        this.log.push(`${path} loosely threw ${nameOf(error)}`);
      }
    };
    const done = guardedWork();
    this.#loose.add(done);
    void done.then(() => this.#loose.delete(done));
  }

  // Statements

  *steps(body: readonly Statement[], frame: Frame, can: Can): Steps {
    for (const statement of body) {
      if (this.frames.size > MOST_FRAMES) return;
      yield* this.#step(statement, frame, can);
    }
  }

  *#step(statement: Statement, frame: Frame, can: Can): Steps {
    const kit = this.#kit;
    switch (statement.do) {
      case 'effect':
        return this.say(frame, 'effect');
      case 'throw':
        throw new ProgramError(frame.moment());
      case 'yield':
        if (can.give) yield { give: frame.moment() };
        return;
      case 'wait':
        if (can.wait) yield { wait: this.#turns.turn(statement.how, frame.moment()) };
        return this.say(frame, 'goes on');
      case 'call':
        return yield* this.#caught(frame, statement.isCaught, this.#call(statement.fn, frame, can, statement.use));
      case 'together':
        return yield* this.#together(statement.how, statement.fns, frame, can);
      case 'detached':
        return this.#loosely(frame, () => this.#whole(statement.fn, frame));
      case 'root':
        if (!frame.facts.isOff)
          this.#loosely(frame, () => this.#whole(statement.fn, frame, { parents: [null], front: [kit.root] }));
        return;
      case 'root context':
        return this.#outOfRuns(statement.fn, frame, (work) => kit.inContext(kit.root, work));
      case 'detach':
        return this.#outOfRuns(statement.fn, frame, (work) => kit.detach(work)());
      case 'queue':
        return this.#queue(frame, (outside) => this.#loosely(outside, () => this.#whole(statement.fn, outside)));
      case 'queue bound': {
        const job = kit.bind(() => this.#loosely(frame, () => this.#whole(statement.fn, frame)));
        return this.#queue(frame, () => void job());
      }
      case 'listen':
        return this.#listen(statement.fn, frame);
      case 'emit':
        return this.#emit(frame);
      case 'emit outside':
        return this.#queue(frame, (outside) => this.#emit(outside));
      case 'later': {
        const done = new Promise<void>((resolve, reject) =>
          this.#turns.later(statement.how, frame.moment(), () => {
            try {
              drain(this.steps(statement.body, frame, NOTHING));
              resolve();
            } catch (error) {
              reject(error);
            }
          }),
        );
        done.catch(ignore);
        return this.#loosely(frame, () => done);
      }
      case 'try':
        try {
          yield* this.steps(statement.body, frame, can);
        } finally {
          this.#take(frame, 'finally');
        }
        return;
      case 'started':
        return this.#started(statement.body, frame);
      case 'off':
        return this.#off(statement.body, frame);
      case 'make': {
        const facts = { level: Math.max(statement.slot, frame.facts.level) };
        const { value, made } = this.#start(statement.fn, frame, { facts });
        this.#slots[statement.slot] = { fn: statement.fn, value, made, isBusy: false };
        return;
      }
      case 'pump':
        return yield* this.#caught(frame, true, this.#pump(statement.slot, frame, can, statement.use));
      case 'lend':
        this.#lent[statement.slot] = {
          fn: statement.fn,
          call: this.#wrap(statement.fn),
          maker: frame.isRecorded && frame.state === 'open' ? frame : undefined,
        };
        return;
      case 'borrow':
        return this.#borrow(statement.slot, frame);
      case 'queue borrowed':
        return this.#queue(frame, (outside) => this.#borrow(statement.slot, outside));
      case 'keep run':
        if (frame.isRecorded) this.#kept[statement.slot] = frame;
        return;
      case 'below run':
      case 'in context of run':
      case 'run in front':
        return this.#belowKept(statement, frame);
    }
  }

  *#caught(frame: Frame, isCaught: boolean, steps: Steps): Steps {
    try {
      yield* steps;
    } catch (error) {
      this.say(frame, `caught ${nameOf(error)}`);
      if (!isCaught) throw error instanceof ProgramError ? error : new ProgramError(frame.moment());
    }
  }

  *#call(fn: Fn, frame: Frame, can: Can, use: Use): Steps {
    if (!can.wait && !SYNC_KINDS.includes(fn.kind)) {
      return this.#loosely(frame, () => {
        const { value, made } = this.#start(fn, frame);
        return this.#read(fn, value, made, frame, use);
      });
    }
    const { value, made } = this.#start(fn, frame);
    let gave: unknown;
    if (SYNC_KINDS.includes(fn.kind)) gave = this.#readSync(fn, value, made, frame, use);
    else {
      const isRead = READ_LATER.includes(fn.kind) && fn.kind !== 'thenable';
      gave = yield { wait: isRead ? this.#read(fn, value, made, frame, use) : value };
    }
    this.say(frame, `got ${String(gave)}`);
  }

  *#pump(slot: number, frame: Frame, can: Can, use: Use): Steps {
    const held = this.#slots[slot];
    if (held === undefined || slot <= frame.facts.level || held.isBusy) return;
    const { fn, value, made } = held;
    if (fn.kind === 'generator') return this.say(frame, `read ${String(this.#readSync(fn, value, made, frame, use))}`);
    // A stream of Node says nothing to who comes after its end.
    held.isBusy = this.#pace === 'steady' || fn.kind === 'nodeStream';
    const read = async (): Promise<unknown> => {
      try {
        return await this.#read(fn, value, made, frame, use);
      } finally {
        held.isBusy = fn.kind === 'nodeStream';
      }
    };
    if (can.wait) this.say(frame, `read ${String(yield { wait: read() })}`);
    else this.#loosely(frame, read);
  }

  *#together(how: 'all' | 'race' | 'any' | 'allSettled', fns: readonly Fn[], frame: Frame, can: Can): Steps {
    const branch = async (fn: Fn): Promise<unknown> => {
      const moments = [frame.moment(), frame.moment()] as const;
      if (this.#pace !== 'steady') return await this.#whole(fn, frame);
      await this.#turns.turn('immediate', moments[0]);
      try {
        return await this.#whole(fn, frame);
      } finally {
        await this.#turns.turn('immediate', moments[1]);
      }
    };
    const branches = fns.map(branch);
    for (const one of branches) {
      one.catch(ignore);
      this.#loosely(frame, () => one);
    }
    if (!can.wait) return;
    const joined = (Promise[how] as (all: Promise<unknown>[]) => Promise<unknown>).call(Promise, branches);
    try {
      this.say(frame, `joined ${JSON.stringify(yield { wait: joined })}`);
    } catch (error) {
      this.say(frame, `joined ${nameOf(error)}`);
    }
  }

  #outOfRuns(fn: Fn, frame: Frame, around: (work: () => unknown) => unknown): void {
    if (frame.facts.isOff === true) return;
    const reader = outsideOf(frame.moment(), frame.facts.borrows);
    this.#loosely(frame, () => around(() => this.#whole(fn, frame, { parents: [null], reader })));
  }

  #listen(fn: Fn, frame: Frame): void {
    if (this.#emitter.listenerCount('event') >= MOST_LISTENERS) return;
    const adder = frame.isRecorded && frame.state === 'open' ? frame : undefined;
    this.#emitter.on('event', () => {
      const emitter = this.#emitting;
      if (emitter === undefined) return;
      const borrows = emitter.facts.borrows + 1;
      const isAdopted = emitter.facts.isOutside === true && adder !== undefined;
      // All that the listener does is the adder's.
      const reader = isAdopted ? outsideOf(emitter.moment(), borrows, whileOpen(adder, null)) : emitter;
      this.#loosely(emitter, () => this.#whole(fn, reader, { facts: { borrows } }));
    });
  }

  #emit(frame: Frame): void {
    if (frame.facts.borrows >= MOST_BORROWS) return;
    const before = this.#emitting;
    this.#emitting = frame;
    this.#emitter.emit('event');
    this.#emitting = before;
  }

  /** By the stated rule: a function belongs to the run that made it while that one is open, unless its own trace calls it. */
  #borrow(slot: number, frame: Frame): void {
    const lent = this.#lent[slot];
    if (lent === undefined || frame.facts.borrows >= MOST_BORROWS) return;
    this.#loosely(frame, () => {
      const { maker, fn, call } = lent;
      const isOwn = maker?.run?.trace_id === frame.run?.trace_id;
      const isMakers = maker !== undefined && frame.facts.isOff !== true && !isOwn;
      const own = frame.facts.isOutside === true ? null : frame;
      const how = isMakers ? { parents: whileOpen(maker, own) } : {};
      if (frame.facts.isOff !== true && (isOwn || maker?.state === 'ended')) lent.maker = undefined;
      return this.#whole(fn, frame, { ...how, call, facts: { borrows: frame.facts.borrows + 1 } });
    });
  }

  #belowKept({ do: how, slot, fn }: Statement & { slot: number; fn: Fn }, frame: Frame): void {
    const kept = this.#kept[slot];
    if (kept === undefined || frame.facts.isOff === true) return;
    const { run } = kept;
    const parents = [kept];
    this.#loosely(frame, () => {
      if (how === 'run in front') return this.#whole(fn, frame, { parents, front: [run] });
      const work = (): unknown => this.#whole(fn, frame, { parents, reader: kept });
      return how === 'below run' ? this.#kit.below(run, work) : this.#kit.inContext(run, work);
    });
  }

  #started(body: readonly Statement[], frame: Frame): void {
    const made = this.#frame('started', frame, this.#parentsIn(frame));
    this.#kit.started('started', made.key, (run) => {
      if (made.isRecorded) made.run = run;
      drain(this.#caught(made, true, this.steps(body, made, NOTHING)));
    });
    made.end(false);
  }

  #off(body: readonly Statement[], frame: Frame): void {
    const parents = this.#parentsIn(frame);
    // Which run is current where one is just ending is not for the account to say.
    if (parents.length > 1 || parents.some((parent) => parent !== null && parent.state !== 'open')) return;
    // Inside of a run it is left out: what it does is done by who calls it.
    const made = parents[0] === null ? this.#frame('off', frame, [frame], { isOff: true }) : frame;
    const off = this.#kit.traceable(() => drain(this.#caught(made, true, this.steps(body, made, NOTHING))), {
      name: 'off',
      tracingEnabled: false,
    });
    off.call(undefined);
  }
}

/** What is heard later is no unhandled rejection. */
function ignore(): void {}
