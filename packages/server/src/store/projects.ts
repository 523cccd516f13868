/**
 * Projects. The id of a project follows from its name, so that two processes which see a name for
 * the first time at the same moment make one project and not two.
 */
import { createHash } from 'node:crypto';
import { normalizeId } from 'tracenest/wire';
import type { Reader, Store } from './store.js';
import { sql } from './sql.js';

export const defaultProjectName = 'default';

export interface ProjectRow {
  id: string;
  name: string;
  /** ISO 8601. */
  created_at: string;
  description: string | null;
  /** JSON object. */
  extra: string;
  /** Microseconds since 1970; the latest row of an id is the project. */
  changed: number;
}

/**
 * The id of the project of a name: a name that is itself an id (a client that knows a project only
 * by id) is that id, any other is hashed into a UUID of version 8.
 */
export function projectIdOf(name: string): string {
  const id = normalizeId(name);
  if (id !== null) return id;
  return fixedUuid(createHash('sha256').update(`tracenest project\n${name}`).digest());
}

/** The first 16 bytes of a hash as a UUID of version 8. */
export function fixedUuid(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Writes a project: a new one, or the new state of one. */
export async function saveProject(store: Store, project: ProjectRow): Promise<void> {
  await store.insert('projects', [project]);
}

/** All projects in their latest state. */
export function readProjects(reader: Reader): Promise<ProjectRow[]> {
  return reader.query<ProjectRow>(sql`
    SELECT id, name, formatDateTime(created_at, '%Y-%m-%dT%H:%i:%S.%fZ') AS created_at, description, extra, changed
    FROM projects FINAL ORDER BY projects.created_at, name`);
}
