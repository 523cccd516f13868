/** LangSmith's v2 API, as the API reference tells it (../reference/app-routes.ts says how). */
import type { ProjectWish, WriteErrors } from './reference-v1.js';
import type { PageV2, ProjectV2, RunV2, ThreadStatsV2, ThreadTraceV2, ThreadV2 } from './shapes.js';

interface PageWish {
  /** How many, at most 100. */
  page_size?: number;
  /** `next_cursor` of the page before. */
  cursor?: string;
  /** By begin. Default: `DESC`, the newest first. */
  sort_order?: 'ASC' | 'DESC';
}

/** Which runs are meant. At least one project must be named. */
export interface RunConditionsV2 {
  /** Ids of projects. */
  project_ids?: string | string[];
  /** The same, for one. */
  project_id?: string;
  /** ISO 8601. Default: a day ago. */
  min_start_time?: string;
  max_start_time?: string;
  /** Must be true of the run. */
  filter?: string;
  /** Must be true of the root of its trace. */
  trace_filter?: string;
  /** Must be true of some run of its trace. */
  tree_filter?: string;
}

interface Selects {
  /** Fields of the answer, in any case. Default: `ID`. */
  selects?: string[];
}

/** A question for runs. */
export interface RunsQueryV2 extends RunConditionsV2, PageWish, Selects {
  /** Ids of runs. */
  ids?: string | string[];
  trace_id?: string;
  run_type?: string;
  is_root?: boolean;
  has_error?: boolean;
  /** Runs of a dataset: there are none. */
  reference_dataset_id?: string;
}

/** A question for traces. */
export interface TracesQueryV2 extends RunConditionsV2, PageWish, Selects {
  trace_ids?: string | string[];
}

interface StatsQuery {
  /** With sums of the traces and of the feedback. Default: false. */
  include_stats?: boolean;
}

export interface LangsmithV2Routes {
  /** Runs that fit, page by page. */
  'POST /runs/query': { body: RunsQueryV2; answer: PageV2<RunV2>; errors: 'bad-filter' | 'question-too-large' };
  /** Traces that fit, by their roots. */
  'POST /traces/query': {
    body: TracesQueryV2;
    answer: PageV2<{ root_run: RunV2; trace_aggregates: RunV2 }>;
    errors: 'bad-filter' | 'question-too-large';
  };
  /** A run. */
  'GET /runs/{run_id}': { query: Selects; answer: RunV2; errors: 'run-not-found' };
  /** The address of the page of a run. */
  'GET /runs/{run_id}/url': { answer: { url: string }; errors: 'run-not-found' };
  /** All runs of a trace that fit, in one answer. */
  'GET /traces/{trace_id}/runs': {
    query: Selects & { filter?: string };
    answer: { items: RunV2[] };
    errors: 'bad-filter' | 'question-too-large';
  };
  /** Shares a run and what is below it: whoever has the link needs no key. */
  'POST /runs/{run_id}/share': { answer: { share_token: string }; errors: 'run-not-found' | WriteErrors };
  /** Takes the link back. */
  'DELETE /runs/{run_id}/share': { status: 204; errors: WriteErrors };
  /** The shared run, or one below it. */
  'GET /public/{share_token}/run/{run_id}': {
    open: true;
    query: Selects;
    answer: RunV2;
    errors: 'share-not-found' | 'run-not-found';
  };
  /** The shared run and what is below it, page by page. */
  'POST /public/{share_token}/runs/query': {
    open: true;
    body: Selects & { ids?: string | string[]; cursor?: string };
    answer: PageV2<RunV2>;
    errors: 'share-not-found';
  };

  /** Conversations, the one with the latest trace first. At most 5,000 traces are put together. */
  'POST /threads/query': {
    body: RunConditionsV2 & Pick<PageWish, 'page_size' | 'cursor'>;
    answer: PageV2<ThreadV2>;
    errors: 'bad-filter' | 'question-too-large';
  };
  /** Numbers over all conversations that fit. */
  'POST /threads/stats': {
    body: RunConditionsV2 & {
      /** Fields of the answer, in any case. */
      select?: string[];
    };
    answer: ThreadStatsV2;
    errors: 'bad-filter' | 'question-too-large';
  };
  /** The traces of a conversation. */
  'GET /threads/{thread_id}/traces': {
    query: PageWish & Selects & { project_id: string; filter?: string };
    answer: PageV2<ThreadTraceV2>;
    errors: 'bad-filter' | 'question-too-large';
  };
  /** Numbers over the traces of a conversation. */
  'GET /threads/{thread_id}/stats': {
    query: {
      /** The id of the project. */
      session_id: string;
      filter?: string;
      /** Fields of the answer, in any case. Default: `TURNS`. */
      selects?: string[];
    };
    answer: ThreadStatsV2;
    errors: 'bad-filter' | 'question-too-large';
  };

  /** Projects, which this API calls sessions. */
  'GET /sessions': {
    query: Pick<PageWish, 'page_size' | 'cursor'> &
      StatsQuery & {
        /** Other types than `PROJECT` have no members. */
        type?: string[];
        /** Its whole name. */
        name?: string;
        /** A part of its name, in any case. */
        name_contains?: string;
        /** Ids; may be repeated. */
        id?: string[];
        /** A JSON object: what its metadata must have. */
        metadata?: string;
        /** Projects of datasets: there are none. */
        reference_dataset_id?: string;
      };
    answer: PageV2<ProjectV2>;
  };
  /** Makes a project. */
  'POST /sessions': {
    query: { upsert?: boolean };
    body: ProjectWish & {
      /** There is no other type. */
      type?: 'PROJECT';
      /** Changes the project if it is there. Default: false. */
      upsert?: boolean;
    };
    answer: ProjectV2;
    errors: 'project-exists' | WriteErrors;
  };
  /** A project. */
  'GET /sessions/{session_id}': { query: StatsQuery; answer: ProjectV2; errors: 'project-not-found' };
  /** Changes description and metadata of a project. What is not said stays. */
  'PATCH /sessions/{session_id}': {
    body: Partial<ProjectWish>;
    answer: ProjectV2;
    errors: 'project-not-found' | 'project-fixed' | WriteErrors;
  };
}
