/**
 * What an id, the beginning of one, or a part of a name may mean: projects, traces, runs, threads.
 * For someone who types: it takes a moment at most, and says if that was not enough.
 */
import type { FoundAnswer, FoundThing } from 'tracenest/wire';
import { normalizeId } from 'tracenest/wire';
import { nilId } from '../store/rows.js';
import { readProjects } from '../store/projects.js';
import { sql, uuid, type Sql } from '../store/sql.js';
import type { QueryLimits, Store } from '../store/store.js';
import { Budget, BudgetSpent, type BudgetOptions } from './budget.js';

const most = 20;
const mostOfEach = 8;
const maxSeconds = 3;
/** Fewer digits begin too many ids to mean one. */
const fewestDigits = 4;
const idDigits = 32;
const spanDigits = 16;

/** `text`: as typed; surrounding space does not count. */
export async function findAnything(store: Store, text: string, options: BudgetOptions = {}): Promise<FoundAnswer> {
  const sought = text.trim();
  if (sought === '') return { found: [], is_complete: true };
  const finder = new Finder(store, new Budget({ maxSeconds, ...options }), await projectNames(store));
  const id = normalizeId(sought);
  const wishes =
    id === null
      ? [
          () => finder.byBeginning(sought),
          () => finder.projects(sought),
          () => finder.byName(sought),
          () => finder.byThread(sought),
        ]
      : [() => finder.byId(id)];
  const found: FoundThing[] = [];
  let isComplete = true;
  for (const wish of wishes) {
    try {
      found.push(...(await wish()));
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      isComplete = false;
    }
  }
  return { found: withoutRepeats(found).slice(0, most), is_complete: isComplete };
}

async function projectNames(store: Store): Promise<Map<string, string>> {
  return new Map((await readProjects(store)).map(({ id, name }) => [id, name]));
}

interface RunRow {
  id: string;
  trace: string;
  name: string | null;
  run_type: string | null;
  project: string;
}

/** The ways to look, within one budget. */
class Finder {
  constructor(
    private readonly store: Store,
    private readonly budget: Budget,
    /** Names of all projects by id. */
    private readonly names: ReadonlyMap<string, string>,
  ) {}

  /** A trace whose root has not been received is known by its runs. */
  async byId(id: string): Promise<FoundThing[]> {
    const [own, [first]] = [
      await this.#runs(placesOf(sql`SELECT trace_id, id FROM run_ids WHERE id = ${uuid(id)} AND role = 'run'`)),
      await this.#runs(sql`runs.trace_id = ${uuid(id)}`),
    ];
    return own.length > 0 || first === undefined ? own.map((row) => this.#thing(row)) : [this.#thing({ ...first, id })];
  }

  async byBeginning(text: string): Promise<FoundThing[]> {
    const digits = text.replaceAll('-', '').toUpperCase();
    if (!/^[0-9A-F]+$/.test(digits) || digits.length < fewestDigits || digits.length >= idDigits) return [];
    // UUIDs are ordered by their last half first, so that their text is compared.
    const begins = sql`startsWith(hex(UUIDToNum(id)), ${digits})`;
    const isSpan = digits.length === spanDigits;
    const named = isSpan ? sql`(${begins} OR endsWith(hex(UUIDToNum(id)), ${digits}))` : begins;
    const places = placesOf(
      sql`SELECT trace_id, id FROM run_ids WHERE role = 'run' AND ${named} ORDER BY arrived DESC LIMIT ${mostOfEach}`,
    );
    const rows = await this.#runs(isSpan ? sql`(${places} OR runs.span_id = ${digits.toLowerCase()})` : places);
    return rows.map((row) => this.#thing(row));
  }

  async projects(text: string): Promise<FoundThing[]> {
    const part = text.toLowerCase();
    return [...this.names.values()]
      .filter((name) => name.toLowerCase().includes(part))
      .slice(0, mostOfEach)
      .map((name) => ({ kind: 'project', name }));
  }

  /** Traces by the names of their roots, then runs within them. */
  async byName(text: string): Promise<FoundThing[]> {
    const rows = await this.#runs(
      placesOf(
        sql`SELECT trace_id, id FROM runs WHERE positionCaseInsensitiveUTF8(ifNull(name, ''), ${text}) > 0
            ORDER BY id = trace_id DESC, arrived DESC LIMIT 1 BY trace_id, id LIMIT ${mostOfEach}`,
      ),
    );
    return rows.toSorted((a, b) => Number(a.id !== a.trace) - Number(b.id !== b.trace)).map((row) => this.#thing(row));
  }

  async byThread(text: string): Promise<FoundThing[]> {
    const rows = await this.budget.step((limits) =>
      this.store.query<{ thread: string; project: string }>(
        sql`SELECT thread_id AS thread, toString(project_id) AS project, max(arrived) AS latest FROM runs
            WHERE positionCaseInsensitiveUTF8(ifNull(thread_id, ''), ${text}) > 0 AND project_id != ${uuid(nilId)}
            GROUP BY thread_id, project_id ORDER BY latest DESC LIMIT ${mostOfEach}`,
        limits,
      ),
    );
    return rows.map(({ thread, project }) => ({
      kind: 'thread',
      thread_id: thread,
      project: this.names.get(project) ?? '',
    }));
  }

  /** Runs of the rows that a condition leaves, the newest first. */
  #runs(condition: Sql): Promise<RunRow[]> {
    return this.budget.step((limits: QueryLimits) =>
      this.store.query<RunRow>(
        sql`SELECT toString(runs.id) AS id, toString(max(runs.trace_id)) AS trace, max(runs.name) AS name,
                   max(runs.run_type) AS run_type, toString(max(runs.project_id)) AS project
            FROM runs WHERE ${condition} GROUP BY runs.id
            ORDER BY max(runs.arrived) DESC LIMIT ${mostOfEach}`,
        limits,
      ),
    );
  }

  #thing(row: RunRow): FoundThing {
    const { id, trace, run_type } = row;
    const [name, project] = [row.name ?? id, this.names.get(row.project) ?? ''];
    if (trace === id) return { kind: 'trace', trace_id: id, name, run_type, project };
    return { kind: 'run', run_id: id, trace_id: trace === nilId ? null : trace, name, run_type, project };
  }
}

/** Rows of the runs that lie at these places. */
function placesOf(places: Sql): Sql {
  return sql`(runs.trace_id, runs.id) IN (${places})`;
}

function withoutRepeats(things: readonly FoundThing[]): FoundThing[] {
  return [...new Map(things.map((thing) => [JSON.stringify(thing), thing])).values()];
}
