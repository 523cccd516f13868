/** Makes a project by name, as the official clients do before they send runs. */
import { jsonText } from 'tracenest/wire';
import type { Json } from 'tracenest/wire';
import type { Store } from '../store/connect.js';
import { projectIdOf, saveProject, type ProjectRow } from '../store/projects.js';
import { findProject } from './find-project.js';

export interface ProjectWish {
  name: string;
  description: string | null;
  extra: Record<string, Json> | null;
  /** Take the project that is there, with the new description and extra where given. */
  upsert: boolean;
}

/** Null if it exists and `upsert` is false. The id follows from the name, whatever id was wished for. */
export async function createProject(store: Store, wish: ProjectWish, nowMs: number): Promise<ProjectRow | null> {
  const existing = await findProject(store, wish.name);
  if (existing !== null && !wish.upsert) return null;
  // As in runs, empty says nothing: the JavaScript client sends `extra: {}` with every upsert.
  const extra = wish.extra === null || Object.keys(wish.extra).length === 0 ? null : jsonText(wish.extra);
  if (existing !== null && wish.description === null && extra === null) return existing;
  const project: ProjectRow = {
    id: existing?.id ?? projectIdOf(wish.name),
    name: existing?.name ?? wish.name,
    created_at: existing?.created_at ?? new Date(nowMs).toISOString(),
    description: wish.description ?? existing?.description ?? null,
    extra: extra ?? existing?.extra ?? '{}',
    changed: Math.max(nowMs * 1000, (existing?.changed ?? 0) + 1),
  };
  await saveProject(store, project);
  return project;
}
