/**
 * Projects. The id of a project follows from its first name, so that two processes which see a name
 * for the first time at the same moment make one project and not two. A project that is renamed keeps
 * its id; whoever says its old name from then on means another one, whose id follows from the name too.
 */
import { createHash } from 'node:crypto';
import { normalizeId } from 'tracenest/wire';
import { columnTime } from './column-time.js';
import type { Reader, Store } from './store.js';
import { sql, type Sql } from './sql.js';

export const defaultProjectName = 'default';

export interface ProjectRow {
  id: string;
  name: string;
  /** ISO 8601. */
  created_at: string;
  description: string | null;
  /** JSON object. */
  extra: string;
  /** As told; ISO 8601. */
  end_time: string | null;
  default_dataset_id: string | null;
  /** Earlier names. */
  former: string[];
  /** Microseconds since 1970; the latest row of an id is the project. */
  changed: number;
}

/** A project of which nothing is known but its name. `nowMs`: milliseconds since 1970. */
export function plainProject(id: string, name: string, nowMs: number, changed: number): ProjectRow {
  return {
    id,
    name,
    created_at: new Date(nowMs).toISOString(),
    description: null,
    extra: '{}',
    end_time: null,
    default_dataset_id: null,
    former: [],
    changed,
  };
}

/**
 * The id of the first project of a name: a name that is itself an id (a client that knows a project
 * only by id) is that id, any other is hashed into a UUID of version 8. {@link ProjectNames} knows
 * whether that project still has the name.
 */
export function projectIdOf(name: string): string {
  return normalizeId(name) ?? hashedId(`tracenest project\n${name}`);
}

function hashedId(text: string): string {
  return fixedUuid(createHash('sha256').update(text).digest());
}

/** The first 16 bytes of a hash as a UUID of version 8. */
export function fixedUuid(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Writes projects: new ones, or the new state of some. */
export async function saveProjects(store: Store, projects: readonly ProjectRow[]): Promise<void> {
  await store.insert(
    'projects',
    projects.map((project) => ({ ...project, created_at: columnTime(project.created_at) })),
  );
}

/** All projects in their latest state. */
export function readProjects(reader: Reader): Promise<ProjectRow[]> {
  return reader.query<ProjectRow>(
    sql`
    SELECT id, name, formatDateTime(created_at, '%Y-%m-%dT%H:%i:%S.%fZ') AS created_at, description, extra,
           end_time, default_dataset_id, former, changed
    FROM projects FINAL ORDER BY projects.created_at, name`,
    { unlessWritten: ['projects'] },
  );
}

/** Projects that do not have the name any more that some of their runs said. */
export const renamedIds: Sql = sql`(SELECT id FROM projects FINAL WHERE notEmpty(former))`;

/** Which project a name means, among all that there are. */
export class ProjectNames {
  readonly #byName = new Map<string, string>();
  readonly #byId = new Map<string, ProjectRow>();
  readonly #byFormerName = new Map<string, Set<string>>();

  constructor(projects: readonly ProjectRow[] = []) {
    for (const project of projects) this.add(project);
  }

  add(project: ProjectRow): void {
    const { id, name, former } = project;
    this.#byId.set(id, project);
    const other = this.#byName.get(name);
    // Two that took the name in one moment: every process decides for the same.
    if (other === undefined || id < other) this.#byName.set(name, id);
    for (const old of former) this.#byFormerName.set(old, (this.#byFormerName.get(old) ?? new Set()).add(id));
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** The project that has the name, or will. */
  idOf(name: string): string {
    const known = this.#byName.get(name) ?? normalizeId(name);
    if (known !== null) return known;
    let id = projectIdOf(name);
    for (let nth = 2; this.#isOfAnother(id, name); nth += 1) id = hashedId(`tracenest project ${nth}\n${name}`);
    return id;
  }

  /** Projects that once had the name: runs of traces that began then still belong there. */
  formerly(name: string): ReadonlySet<string> | undefined {
    return this.#byFormerName.get(name);
  }

  /** One that is known only by its id may yet turn out to have the name. */
  #isOfAnother(id: string, name: string): boolean {
    const project = this.#byId.get(id);
    return project !== undefined && project.name !== name && project.name !== id;
  }
}

export async function readProjectNames(reader: Reader): Promise<ProjectNames> {
  return new ProjectNames(await readProjects(reader));
}
