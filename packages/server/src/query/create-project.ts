/** Makes a project by name, as the official clients do before they send runs. */
import type { Store } from '../store/connect.js';
import { plainProject, readProjectNames, saveProjects, type ProjectRow } from '../store/projects.js';
import { withWords, type ProjectWords } from './change-project.js';
import { findProject } from './find-project.js';

export interface ProjectWish extends ProjectWords {
  name: string;
  /** Take the project that is there, with what else is said. */
  upsert: boolean;
}

/** Null if it exists and `upsert` is false. The id follows from the name, whatever id was wished for. */
export async function createProject(store: Store, wish: ProjectWish, nowMs: number): Promise<ProjectRow | null> {
  const existing = await findProject(store, wish.name);
  if (existing !== null && !wish.upsert) return null;
  const before =
    existing ?? plainProject((await readProjectNames(store)).idOf(wish.name), wish.name, nowMs, nowMs * 1000);
  const project = withWords(before, wish, nowMs);
  if (project !== existing) await saveProjects(store, [project]);
  return project;
}
