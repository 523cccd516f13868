/** The server's answers, under the names that the page knows them by. */
export type {
  AppStatus,
  ExplainedFinding,
  Json,
  LiveChange,
  LiveWatch,
  ProjectSummary,
  RunDetail,
  RunEvent,
  Severity,
  TraceAnswer,
  TracePage,
  TraceRowAnswer,
  TraceStatus,
  TraceSummary,
} from 'tracenest/wire';
