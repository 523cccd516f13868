/** Questions about projects. */
import type { ProjectSummary, RefusedReason } from '../wire/api.js';
import { getJson, pathOf, type ApiTarget, type AskOptions } from './http.js';

/** All projects with their counts, the most recently active first. */
export async function listProjects(target: ApiTarget, options?: AskOptions): Promise<ProjectSummary[]> {
  const answer = await getJson<{ projects: ProjectSummary[] }>(target, '/projects', options);
  return answer.projects;
}

/** What was sent to a project and could not be taken, by reason, the most recent first. */
export async function listRefused(target: ApiTarget, project: string, options?: AskOptions): Promise<RefusedReason[]> {
  const answer = await getJson<{ rejected: RefusedReason[] }>(
    target,
    pathOf(['projects', project, 'rejected']),
    options,
  );
  return answer.rejected;
}
