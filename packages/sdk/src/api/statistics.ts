/** Questions about a project over time. */
import type { ProjectStatistics, StatisticsStep } from '../wire/api-statistics.js';
import { getJson, pathOf, type ApiTarget, type AskOptions } from './http.js';

export interface ProjectStatisticsAsk {
  /** Name of the project. */
  project: string;
  /** ISO 8601. Default: a day before `until`. */
  since?: string | undefined;
  /** ISO 8601; not included. Default: now. */
  until?: string | undefined;
  /** How wide a step is; a span has at most 2,000. Default: `hour`. */
  every?: StatisticsStep | undefined;
}

/** Traces, failures, latency, tokens and cost of a project, step by step. */
export function getProjectStatistics(
  target: ApiTarget,
  ask: ProjectStatisticsAsk,
  options?: AskOptions,
): Promise<ProjectStatistics> {
  const { project, since, until, every } = ask;
  return getJson<ProjectStatistics>(
    target,
    pathOf(['projects', project, 'statistics'], { since, until, every }),
    options,
  );
}
