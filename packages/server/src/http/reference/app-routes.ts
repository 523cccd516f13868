/**
 * The routes below `/api/app`, as the API reference tells them. Each is a type: what it is asked, what
 * it is sent and what it answers; the comment above it is its description. `npm run api-docs` makes the
 * reference out of these, and tests hold the route table and real answers against it.
 */
import type {
  AppStatus,
  BesideAnswer,
  FeedbackAnswer,
  FeedbackWish,
  FindingTraces,
  FoundAnswer,
  JoinAnswer,
  Json,
  OutlineAnswer,
  PackedTrace,
  PricesAnswer,
  ProcessBeat,
  ProjectFindings,
  ProjectStatistics,
  ProjectSummary,
  RefusedReason,
  RunDetail,
  RunSearchPage,
  ShareAnswer,
  StatisticsStep,
  ThreadAnswer,
  ThreadPage,
  ThreadSort,
  TracePage,
  TraceContentsAnswer,
  TraceSearchAnswer,
  TurnAnswer,
} from 'tracenest/wire';

/** One page of a list. */
interface PageQuery {
  /** `next_cursor` of the page before, unchanged; leave it out for the first page. */
  cursor?: string;
  /** How many, 1 to 500; more is taken as 500. Default: 50. */
  limit?: number;
}

/** A span of time. */
interface TimeQuery {
  /** ISO 8601. Default: seven days before `until`. */
  since?: string;
  /** ISO 8601. Default: now. */
  until?: string;
}

export interface AppRoutes {
  /** What this server is, and whether it has any runs. */
  'GET /status': { answer: AppStatus };

  /** All projects, the most recently active first. */
  'GET /projects': { answer: { projects: ProjectSummary[] } };

  /** Traces of a project, the newest first. */
  'GET /projects/{name}/traces': { query: PageQuery; answer: TracePage; errors: 'project-not-found' };

  /** What Tracenest has to say about the traces of a project, by code: the gravest and most frequent first. */
  'GET /projects/{name}/findings': { query: TimeQuery; answer: ProjectFindings; errors: 'project-not-found' };

  /** Traces that have findings of one code, those with the newest first. */
  'GET /projects/{name}/findings/{code}/traces': {
    query: TimeQuery & PageQuery;
    answer: FindingTraces;
    errors: 'project-not-found';
  };

  /** Traces, failures, latency, tokens and cost of a project, step by step: at most 2,000 steps. */
  'GET /projects/{name}/statistics': {
    query: {
      /** ISO 8601. Default: a day before `until`. */
      since?: string;
      /** ISO 8601; not included. Default: now. */
      until?: string;
      /** How wide a step is. Default: `hour`. */
      every?: StatisticsStep;
    };
    answer: ProjectStatistics;
    errors: 'project-not-found' | 'question-too-large';
  };

  /** Conversations of a project: the traces whose roots name one thread. */
  'GET /projects/{name}/threads': {
    query: PageQuery & {
      /** Descending. Default: `active`, the one with the latest turn first. */
      sort?: ThreadSort;
    };
    answer: ThreadPage;
    errors: 'project-not-found' | 'question-too-large';
  };

  /** The turns of a conversation, the first one first. */
  'GET /projects/{name}/threads/{thread_id}': {
    query: PageQuery;
    answer: ThreadAnswer;
    errors: 'thread-not-found' | 'question-too-large';
  };

  /**
   * What was sent to a project and could not be taken, by reason.
   *
   * Clients do not tell, since the request as a whole was taken.
   */
  'GET /projects/{name}/rejected': { answer: { rejected: RefusedReason[] }; errors: 'project-not-found' };

  /**
   * A trace: its runs as a tree with findings, tokens, cost and times.
   *
   * The rows travel as a table of columns; `unpackTrace` of `tracenest/wire` makes rows of it.
   */
  'GET /traces/{trace_id}': {
    query: {
      /** `none` shows the trace without those that are joined to it. */
      join?: 'none';
      /** Id of a run: only this run and all below it. */
      root?: string;
    };
    answer: PackedTrace;
    errors: 'trace-not-found' | 'run-not-found';
  };

  /** A trace as text, one line for each run, as `docs/contract.md` describes it; or as short JSON. */
  'GET /traces/{trace_id}/outline': {
    query: {
      /** Default: `text`. */
      format?: 'text' | 'json';
    };
    answer: OutlineAnswer;
    also: 'text/plain';
    errors: 'trace-not-found';
  };

  /** Runs of a trace in which a text was recorded. */
  'GET /traces/{trace_id}/search': {
    query: {
      /** The text. At most 10,000 characters. */
      q: string;
      /** `none`: without the traces that are joined to it. */
      join?: 'none';
    };
    answer: TraceSearchAnswer;
    errors: 'question-too-large';
  };

  /** By what the runs of a trace can be compared with those of another one. */
  'GET /traces/{trace_id}/contents': {
    query: {
      /** `none`: without the traces that are joined to it. */
      join?: 'none';
    };
    answer: TraceContentsAnswer;
    errors: 'question-too-large';
  };

  /** Which turn of which conversation a trace is; null: of none. */
  'GET /traces/{trace_id}/turn': { answer: TurnAnswer; errors: 'question-too-large' };

  /** Runs of one project or of all, the newest first. */
  'GET /runs': {
    query: PageQuery & {
      /** Words that a run contains, or a filter. At most 10,000 characters. Empty: all runs. */
      q?: string;
      /** Name of a project. Default: all. */
      project?: string;
      /** `true`: only roots. */
      is_root?: boolean;
      /** `true`: only runs that failed. */
      error?: boolean;
    };
    answer: RunSearchPage;
    errors: 'project-not-found' | 'bad-filter' | 'question-too-large';
  };

  /** What an id (whole, its beginning, or a span id) or a part of a name means: at most 20 things. */
  'GET /find': {
    query: {
      /** The id or the name. */
      q?: string;
    };
    answer: FoundAnswer;
  };

  /** A run with its inputs, outputs and how it came to its place. */
  'GET /runs/{run_id}': {
    query: {
      /** The id of its trace, if it is known: it spares a look-up. */
      trace_id?: string;
      /** `apart` leaves out an input or output of more than 1 MB. */
      large?: 'apart';
    };
    answer: RunDetail;
    errors: 'run-not-found';
  };

  /** The inputs of a run alone. */
  'GET /runs/{run_id}/inputs': {
    query: {
      /** The id of its trace, if it is known. */
      trace_id?: string;
    };
    answer: Json;
    errors: 'run-not-found';
  };

  /** The outputs of a run alone. */
  'GET /runs/{run_id}/outputs': {
    query: {
      /** The id of its trace, if it is known. */
      trace_id?: string;
    };
    answer: Json;
    errors: 'run-not-found';
  };

  /** What lies beside a run: feedback and files. */
  'GET /runs/{run_id}/beside': { answer: BesideAnswer };

  /** Whether the run is shared, and under which token. */
  'GET /runs/{run_id}/share': { answer: ShareAnswer };

  /** Shares the run and all below it by the link `/shared/{token}`, which needs no key. A run that is shared keeps its token. */
  'PUT /runs/{run_id}/share': { answer: ShareAnswer; errors: 'run-not-found' };

  /** The link is dead from now on; sharing again makes another. */
  'DELETE /runs/{run_id}/share': { answer: ShareAnswer };

  /** Gives feedback on a run: a score, a comment, or both. */
  'POST /runs/{run_id}/feedback': { body: FeedbackWish; answer: FeedbackAnswer };

  /** Deletes feedback. */
  'DELETE /feedback/{feedback_id}': { status: 204; errors: 'feedback-not-found' };

  /** Shows a trace as a part of another one, below a run of it. What is stored stays as it is. */
  'POST /joins': { body: Omit<JoinAnswer, 'by'>; status: 204; errors: 'run-not-found' };

  /** Shows the trace of this root alone again. */
  'DELETE /joins/{run_id}': { status: 204 };

  /** The prices by which costs are counted. */
  'GET /prices': { answer: PricesAnswer };

  /** Counts by other prices from now on. The body is a price file, as `GET` gives it in `prices`. */
  'PUT /prices': { body: Record<string, Json>; answer: PricesAnswer };

  /** Counts by the prices that come with Tracenest again. */
  'DELETE /prices': { answer: PricesAnswer };

  /**
   * A process of the SDK says that it is alive, or that it has ended.
   *
   * It counts as an arrival for the traces that it names. Sent every 10 seconds while runs are open.
   */
  'POST /processes': { body: ProcessBeat; status: 204 };
}
