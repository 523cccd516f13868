/** Projects by name, id and part of a name. There are few of them: all are read. */
import { normalizeId } from 'tracenest/wire';
import type { Reader } from '../store/store.js';
import { ProjectNames, readProjects, type ProjectRow } from '../store/projects.js';

/** By name, else by id: links of the official clients name a project by its id. */
export async function findProject(reader: Reader, nameOrId: string): Promise<ProjectRow | null> {
  const projects = await readProjects(reader);
  const id = new ProjectNames(projects).idOf(nameOrId);
  return projects.find((project) => project.id === id) ?? null;
}

/** The name of a project as a run says it: runs may say the id, and people read names. */
export async function projectName(reader: Reader, said: string): Promise<string> {
  return normalizeId(said) === null ? said : ((await findProject(reader, said))?.name ?? said);
}

export interface ProjectAsk {
  ids?: readonly string[];
  name?: string;
  nameContains?: string;
  limit: number;
  offset: number;
}

/** The newest first; all conditions must hold. */
export async function findProjects(reader: Reader, ask: ProjectAsk): Promise<ProjectRow[]> {
  const part = ask.nameContains?.toLowerCase();
  const found = (await readProjects(reader)).filter(
    (project) =>
      (ask.ids === undefined || ask.ids.includes(project.id)) &&
      (ask.name === undefined || project.name === ask.name) &&
      (part === undefined || project.name.toLowerCase().includes(part)),
  );
  return found.reverse().slice(ask.offset, ask.offset + ask.limit);
}
