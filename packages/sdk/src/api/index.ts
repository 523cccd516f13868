/**
 * Typed questions to a Tracenest server's app API.
 *
 * @example
 * import { listProjects } from 'tracenest/api';
 * const projects = await listProjects({ origin: 'http://localhost:1984' });
 */
export { ApiError } from './http.js';
export type { ApiTarget, AskOptions, TransportErrorCode } from './http.js';
export { addFeedback, deleteFeedback, getBeside } from './beside.js';
export { getProjectFindings, listFindingTraces } from './findings.js';
export type { ListFindingTracesAsk, ProjectFindingsAsk } from './findings.js';
export { joinTraces, partTraces } from './joins.js';
export { getPrices, resetPrices, setPrices } from './prices.js';
export { listProjects, listRefused } from './projects.js';
export { getRun, payloadPath } from './runs.js';
export type { GetRunAsk } from './runs.js';
export { findAnything, getTraceContents, searchRuns, searchTrace } from './search.js';
export type { SearchRunsAsk, SearchTraceAsk } from './search.js';
export { getShare, getShared, shareRun, unshareRun } from './share.js';
export { getProjectStatistics } from './statistics.js';
export type { ProjectStatisticsAsk } from './statistics.js';
export { getStatus } from './status.js';
export { getThread, getTurn, listThreads } from './threads.js';
export type { GetThreadAsk, ListThreadsAsk } from './threads.js';
export { getTrace, getTraceColumns, listTraces } from './traces.js';
export type { GetTraceOptions, ListTracesAsk } from './traces.js';
