/** Changes what is told of a project, its name included. */
import { normalizeId, jsonText } from 'tracenest/wire';
import type { Json } from 'tracenest/wire';
import { RequestError } from '../errors.js';
import { noteUpheaval } from '../store/installation.js';
import { defaultProjectName, projectIdOf, readProjects, saveProjects, type ProjectRow } from '../store/projects.js';
import type { Store } from '../store/store.js';
import { moveRefused } from './refused.js';

/** Null says nothing. */
export interface ProjectWords {
  description: string | null;
  /** Empty says nothing either: the JavaScript client sends `extra: {}` with every upsert. */
  extra: Record<string, Json> | null;
  /** ISO 8601. */
  end_time?: string | null;
  default_dataset_id?: string | null;
}

/** The project with what was said; the same object where that is nothing. `nowMs`: milliseconds since 1970. */
export function withWords(project: ProjectRow, words: ProjectWords, nowMs: number): ProjectRow {
  const { description, end_time = null, default_dataset_id = null } = words;
  const extra = words.extra === null || Object.keys(words.extra).length === 0 ? null : jsonText(words.extra);
  if ([description, extra, end_time, default_dataset_id].every((word) => word === null)) return project;
  return {
    ...project,
    description: description ?? project.description,
    extra: extra ?? project.extra,
    end_time: end_time ?? project.end_time,
    default_dataset_id: default_dataset_id ?? project.default_dataset_id,
    changed: laterThan(project, nowMs),
  };
}

/** Throws project-not-found. */
export async function changeProject(store: Store, id: string, words: ProjectWords, nowMs: number): Promise<ProjectRow> {
  const project = projectOfId(await readProjects(store), id);
  const changed = withWords(project, words, nowMs);
  if (changed !== project) await saveProjects(store, [changed]);
  return changed;
}

/**
 * Gives a project another name. It keeps its id and its runs; the old name is free for another one.
 * Writers of this process must not write meanwhile. Throws project-not-found, project-fixed,
 * project-exists, bad-value.
 */
export async function renameProject(store: Store, id: string, name: string, nowMs: number): Promise<ProjectRow> {
  const projects = await readProjects(store);
  const project = projectOfId(projects, id);
  if (project.name === name) return project;
  if (id === projectIdOf(defaultProjectName)) {
    throw new RequestError('project-fixed', { name: JSON.stringify(project.name), what: 'renamed' });
  }
  if (normalizeId(name) !== null) {
    const expected = 'a name that is not an id: such a name means the project of that id';
    throw new RequestError('bad-value', { field: 'name', value: JSON.stringify(name), expected });
  }
  const exists = new RequestError('project-exists', { name: JSON.stringify(name) });
  if (projects.some((other) => other.name === name)) throw exists;
  const former = [...new Set([...project.former, project.name])].filter((old) => old !== name && old !== id);
  const renamed = { ...project, name, former, changed: laterThan(project, nowMs) };
  await saveProjects(store, [renamed]);
  // A run that was written through another process in this moment may have made a project of the name.
  if ((await readProjects(store)).some((other) => other.name === name && other.id !== id)) {
    await saveProjects(store, [{ ...project, changed: renamed.changed + 1 }]);
    throw exists;
  }
  await moveRefused(store, project.name, name);
  await noteUpheaval(store);
  return renamed;
}

function projectOfId(projects: readonly ProjectRow[], id: string): ProjectRow {
  const project = projects.find((one) => one.id === id);
  if (project === undefined) throw new RequestError('project-not-found', { name: id });
  return project;
}

function laterThan(project: ProjectRow, nowMs: number): number {
  return Math.max(nowMs * 1000, project.changed + 1);
}
