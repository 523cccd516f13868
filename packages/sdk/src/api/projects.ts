/** Questions about projects. */
import type { ProjectSummary } from '../wire/api.js';
import { getJson, type ApiTarget, type AskOptions } from './http.js';

/** All projects with their counts, the most recently active first. */
export async function listProjects(target: ApiTarget, options?: AskOptions): Promise<ProjectSummary[]> {
  const answer = await getJson<{ projects: ProjectSummary[] }>(target, '/projects', options);
  return answer.projects;
}
