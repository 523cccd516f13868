/**
 * The rows of a trace as they travel: a table of columns in which what rows have in common stands
 * once and every number is small, a seventh of the size and a tenth of the work of a list of rows.
 * What follows from the rest (levels, sums up the tree, most own times) is left out and worked out
 * again when the table is read: `unpackRows(packRows(rows))` gives equal rows.
 */
import type { LinkAnswer, TraceRowAnswer } from './api.js';
import { addTotals, ownTotals, type OwnTotals } from './packed-totals.js';
import { exactUs, formatUs, timeToMs } from './time.js';
import type { Tokens } from './record.js';

/**
 * Microseconds after the time before it in the table (the start of the row before, or of this row),
 * the first one since 1970; a time that cannot be told so comes as text. Null: not known.
 */
export type PackedTime = number | string | null;

/** A column that few rows have: `at` counts rows from the entry before, the first from row 0. */
export interface Sparse<Value> {
  at: number[];
  is: Value[];
}

/** The same where many entries are alike: `is` are indices in `of`. */
export interface SparseList<Value> extends Sparse<number> {
  of: Value[];
}

/** What many rows have alike. */
export type RowLook = Pick<
  TraceRowAnswer,
  'placeholder' | 'run_type' | 'status' | 'offset_ms' | 'service' | 'placement' | 'findings' | 'joined_from'
>;

export interface RowTable {
  ids: string[];
  /** How many rows above this one its parent is; 0: at the top level. */
  up: number[];
  names: string[];
  /** Index in `names`. */
  name: number[];
  looks: RowLook[];
  /** Index in `looks`. */
  look: number[];
  start: PackedTime[];
  end: PackedTime[];
  first_token: Sparse<PackedTime>;
  tokens: SparseList<Tokens>;
  /** What each row adds to the sums of all above it. */
  totals: SparseList<OwnTotals>;
  /** Where it is not the duration without `waiting`; null: absent. Milliseconds. */
  self: Sparse<number | null>;
  waiting: Sparse<number>;
  critical: Sparse<number>;
  hidden: Sparse<number>;
  links: Sparse<LinkAnswer[]>;
  linked_from: Sparse<LinkAnswer[]>;
}

/** Rows depth first → their table. */
export function packRows(rows: readonly TraceRowAnswer[]): RowTable {
  const names = new Distinct<string>();
  const looks = new Distinct<RowLook>();
  const texts = new Distinct<string | null>();
  const tokens = new SparseDistinct<Tokens>();
  const totals = new SparseDistinct<OwnTotals>();
  const added = ownTotals(rows);
  const table: Omit<RowTable, 'tokens' | 'totals' | 'names' | 'looks'> = {
    ids: [],
    up: [],
    name: [],
    look: [],
    start: [],
    end: [],
    first_token: { at: [], is: [] },
    self: { at: [], is: [] },
    waiting: { at: [], is: [] },
    critical: { at: [], is: [] },
    hidden: { at: [], is: [] },
    links: { at: [], is: [] },
    linked_from: { at: [], is: [] },
  };
  const add = {
    first_token: adder(table.first_token),
    self: adder(table.self),
    waiting: adder(table.waiting),
    critical: adder(table.critical),
    hidden: adder(table.hidden),
    links: adder(table.links),
    linked_from: adder(table.linked_from),
  };
  const clock = new TimeChain();
  /** By index in `names`. */
  const lastLook: number[] = [];
  rows.forEach((row, index) => {
    table.ids.push(row.id);
    table.up.push(row.parent < 0 ? 0 : index - row.parent);
    const name = names.indexOf(row.name, row.name);
    table.name.push(name);
    // What has the same name mostly looks the same.
    const before = lastLook[name] ?? 0;
    const look = looksLike(row, looks.list[before]) ? before : looks.indexOf(lookKey(row, texts), row, lookOf);
    lastLook[name] = look;
    table.look.push(look);
    const start = usOf(row.start_time);
    const end = usOf(row.end_time);
    table.start.push(clock.pack(row.start_time, start));
    table.end.push(clock.packAside(row.end_time, end));
    if (row.first_token_time !== null)
      add.first_token(index, clock.packAside(row.first_token_time, usOf(row.first_token_time)));
    if (row.tokens !== null) tokens.add(index, row.tokens);
    const own = added[index] ?? null;
    if (own !== null) totals.add(index, own);
    if (row.self_ms !== plainSelf(row, start, end)) add.self(index, row.self_ms ?? null);
    if (row.waiting_ms !== undefined) add.waiting(index, row.waiting_ms);
    if (row.critical_ms !== undefined) add.critical(index, row.critical_ms);
    if (row.hidden !== undefined) add.hidden(index, row.hidden);
    if (row.links !== undefined) add.links(index, row.links);
    if (row.linked_from !== undefined) add.linked_from(index, row.linked_from);
  });
  return { ...table, names: names.list, looks: looks.list, tokens: tokens.column, totals: totals.column };
}

/** The rows of a table. */
export function unpackRows(table: RowTable): TraceRowAnswer[] {
  const clock = new TimeChain();
  const firstToken = reader(table.first_token);
  return readTable(table).rows.map((row, index) => ({
    ...row,
    start_time: clock.unpack(table.start[index] ?? null),
    end_time: clock.unpackAside(table.end[index] ?? null),
    first_token_time: clock.unpackAside(firstToken(index) ?? null),
  }));
}

/** A row whose times stand in columns. */
export type UntimedRow = Omit<TraceRowAnswer, 'start_time' | 'end_time' | 'first_token_time'>;

/** By row: milliseconds since 1970, with microseconds as fraction; NaN: not known. */
export interface RowTimes {
  start: Float64Array;
  end: Float64Array;
  firstToken: Float64Array;
}

/** A table as a view needs it: writing each time as text takes longer than all the rest. */
export function readTable(table: RowTable): { rows: UntimedRow[]; times: RowTimes } {
  const rows: UntimedRow[] = [];
  const count = table.ids.length;
  const times: RowTimes = {
    start: new Float64Array(count),
    end: new Float64Array(count),
    firstToken: new Float64Array(count),
  };
  const clock = new TimeChain();
  const take = {
    first_token: reader(table.first_token),
    tokens: reader(table.tokens),
    totals: reader(table.totals),
    self: reader(table.self),
    waiting: reader(table.waiting),
    critical: reader(table.critical),
    hidden: reader(table.hidden),
    links: reader(table.links),
    linked_from: reader(table.linked_from),
  };
  const added: (OwnTotals | null)[] = [];
  table.ids.forEach((id, index) => {
    const up = table.up[index] ?? 0;
    const parent = up === 0 ? -1 : index - up;
    const look = table.looks[table.look[index] ?? 0] ?? unknownLook;
    const begin = table.start[index] ?? null;
    const finish = table.end[index] ?? null;
    const firstToken = take.first_token(index) ?? null;
    const start = clock.read(begin);
    const end = clock.readAside(finish);
    times.start[index] = msOf(begin, start);
    times.end[index] = msOf(finish, end);
    times.firstToken[index] = msOf(firstToken, clock.readAside(firstToken));
    const tokens = take.tokens(index);
    const totals = take.totals(index);
    const row: UntimedRow = {
      id,
      parent,
      depth: parent < 0 ? 0 : (rows[parent]?.depth ?? 0) + 1,
      placeholder: look.placeholder,
      name: table.names[table.name[index] ?? 0] ?? '',
      run_type: look.run_type,
      status: look.status,
      offset_ms: look.offset_ms,
      service: look.service,
      placement: look.placement,
      tokens: tokens === undefined ? null : (table.tokens.of[tokens] ?? null),
      findings: look.findings,
    };
    added.push(totals === undefined ? null : (table.totals.of[totals] ?? null));
    const waiting = take.waiting(index);
    if (waiting !== undefined) row.waiting_ms = waiting;
    const said = take.self(index);
    const self = said === undefined ? plainSelf(row, start, end) : said;
    if (self !== undefined && self !== null) row.self_ms = self;
    const critical = take.critical(index);
    if (critical !== undefined) row.critical_ms = critical;
    const hidden = take.hidden(index);
    if (hidden !== undefined) row.hidden = hidden;
    const links = take.links(index);
    if (links !== undefined) row.links = links;
    const linkedFrom = take.linked_from(index);
    if (linkedFrom !== undefined) row.linked_from = linkedFrom;
    if (look.joined_from !== undefined) row.joined_from = look.joined_from;
    rows.push(row);
  });
  addTotals(rows, added);
  return { rows, times };
}

/** Of a table that another version wrote. */
const unknownLook: RowLook = {
  placeholder: null,
  run_type: null,
  status: null,
  offset_ms: 0,
  service: null,
  placement: null,
  findings: [],
};

function lookOf(row: TraceRowAnswer): RowLook {
  const { placeholder, run_type, status, offset_ms, service, placement, findings, joined_from } = row;
  const look: RowLook = { placeholder, run_type, status, offset_ms, service, placement, findings };
  return joined_from === undefined ? look : { ...look, joined_from };
}

/** Texts by their numbers: a text of a traced program may hold any separator. */
function lookKey(row: TraceRowAnswer, texts: Distinct<string | null>): string {
  const number = (text: string | null): number => texts.indexOf(text, text);
  const key = `${number(row.placeholder)},${number(row.run_type)},${number(row.status)},${row.offset_ms},${number(row.service)},${number(row.placement)},${number(row.joined_from ?? null)}`;
  return row.findings.length === 0 ? key : `${key},${row.findings.map(number).join()}`;
}

function looksLike(row: TraceRowAnswer, look: RowLook | undefined): boolean {
  return (
    look !== undefined &&
    row.offset_ms === look.offset_ms &&
    row.status === look.status &&
    row.run_type === look.run_type &&
    row.placement === look.placement &&
    row.service === look.service &&
    row.placeholder === look.placeholder &&
    row.joined_from === look.joined_from &&
    row.findings.length === look.findings.length &&
    row.findings.every((code, index) => code === look.findings[index])
  );
}

/** Microseconds since 1970 that say all that the text says; null: there are none. */
function usOf(time: string | null): number | null {
  return time === null ? null : exactUs(time);
}

/** `us`: the same, where it is told as a number. */
function msOf(time: PackedTime, us: number | null): number {
  if (us !== null) return us / 1000;
  return typeof time === 'string' ? timeToMs(time) : Number.NaN;
}

/** The own time of a run whose begin and end are known, in microseconds since 1970; undefined: they are not. */
function plainSelf(
  { waiting_ms }: Pick<TraceRowAnswer, 'waiting_ms'>,
  start: number | null,
  end: number | null,
): number | undefined {
  if (start === null || end === null) return undefined;
  return Math.round(Math.max(0, end - start) - (waiting_ms ?? 0) * 1000) / 1000;
}

/** Times one after the other, each told by its distance. */
class TimeChain {
  #us = 0;

  /** A time from which the next ones are counted. `us`: the same as a number, where that says it all. */
  pack(time: string | null, us: number | null): PackedTime {
    if (us === null) return time;
    const after = us - this.#us;
    this.#us = us;
    return after;
  }

  /** One from which none is counted. */
  packAside(time: string | null, us: number | null): PackedTime {
    return us === null ? time : us - this.#us;
  }

  /** Microseconds since 1970; null: it is told as text, or not known. */
  read(time: PackedTime): number | null {
    if (typeof time !== 'number') return null;
    this.#us += time;
    return this.#us;
  }

  readAside(time: PackedTime): number | null {
    return typeof time === 'number' ? this.#us + time : null;
  }

  unpack(time: PackedTime): string | null {
    if (typeof time !== 'number') return time;
    this.#us += time;
    return formatUs(this.#us);
  }

  unpackAside(time: PackedTime): string | null {
    return typeof time === 'number' ? formatUs(this.#us + time) : time;
  }
}

/** Values, each once. */
class Distinct<Value> {
  readonly list: Value[] = [];
  readonly #indices = new Map<string | null, number>();

  /** `make`: what is kept of a value that is new. */
  indexOf<From extends Value>(key: string | null, value: From, make: (value: From) => Value = (same) => same): number {
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    const index = this.list.length;
    this.#indices.set(key, index);
    this.list.push(make(value));
    return index;
  }
}

class SparseDistinct<Value extends object> {
  readonly #values = new Distinct<Value>();
  /** Many rows have the very same object. */
  readonly #seen = new Map<Value, number>();
  readonly #column: Sparse<number> = { at: [], is: [] };
  readonly #add = adder(this.#column);

  add(index: number, value: Value): void {
    const at = this.#seen.get(value) ?? this.#values.indexOf(JSON.stringify(value), value);
    this.#seen.set(value, at);
    this.#add(index, at);
  }

  get column(): SparseList<Value> {
    return { ...this.#column, of: this.#values.list };
  }
}

/** Gives the function that adds the entry of a row; rows must come in order. */
function adder<Value>({ at, is }: Sparse<Value>): (index: number, value: Value) => void {
  let last = 0;
  return (index, value) => {
    at.push(index - last);
    is.push(value);
    last = index;
  };
}

/** Gives the function that reads the entry of a row; every row must be asked for, in order. */
function reader<Value>({ at, is }: Sparse<Value>): (index: number) => Value | undefined {
  let entry = 0;
  let next = at[0] ?? Number.POSITIVE_INFINITY;
  return (index) => {
    if (index !== next) return undefined;
    const value = is[entry];
    entry += 1;
    next += at[entry] ?? Number.POSITIVE_INFINITY;
    return value;
  };
}
