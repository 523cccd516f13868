/** Questions about the findings of a project. */
import type { FindingTraces, ProjectFindings } from '../wire/api-findings.js';
import { getJson, pathOf, type ApiTarget, type AskOptions } from './http.js';

export interface ProjectFindingsAsk {
  /** Name of the project. */
  project: string;
  /** ISO 8601. Default: seven days before `until`. */
  since?: string | undefined;
  /** ISO 8601. Default: now. */
  until?: string | undefined;
}

/** Each kind of finding in a project: how many, when, where and what to do. The gravest first. */
export function getProjectFindings(
  target: ApiTarget,
  ask: ProjectFindingsAsk,
  options?: AskOptions,
): Promise<ProjectFindings> {
  const path = pathOf(['projects', ask.project, 'findings'], { since: ask.since, until: ask.until });
  return getJson<ProjectFindings>(target, path, options);
}

export interface ListFindingTracesAsk extends ProjectFindingsAsk {
  code: string;
  /** `next_cursor` of the page before; none: the newest. */
  cursor?: string | undefined;
  /** Traces in a page. Default: 50. */
  limit?: number | undefined;
}

/** One page of the traces that have findings of a code, those with the newest first. */
export function listFindingTraces(
  target: ApiTarget,
  ask: ListFindingTracesAsk,
  options?: AskOptions,
): Promise<FindingTraces> {
  const { since, until, cursor, limit } = ask;
  const path = pathOf(['projects', ask.project, 'findings', ask.code, 'traces'], { since, until, cursor, limit });
  return getJson<FindingTraces>(target, path, options);
}
