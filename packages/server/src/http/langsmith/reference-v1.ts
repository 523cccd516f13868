/** LangSmith's v1 API, as the API reference tells it (../reference/app-routes.ts says how). */
import type { Json, RunRecord } from 'tracenest/wire';
import type { Rejected } from '../../ingest/langsmith/decoded.js';
import type {
  Feedback,
  FeedbackConfig,
  FeedbackTokenAnswer,
  Info,
  Organization,
  Project,
  Run,
  RunGroupAnswer,
  RunStatsAnswer,
  SelectedRun,
  Workspace,
} from './shapes.js';

/**
 * A run as it is sent. Unknown fields are ignored, null says nothing; a field that cannot be read is left
 * out and told in `rejected`.
 */
export type SentRun = Omit<RunRecord, 'op' | 'dialect' | 'attachments'> & {
  /** Instead of a project: an agent, `lrn:agents/{id}/environments/{environment}`. */
  address?: string;
};

/** More of a run: fields that are not there say nothing. */
export type SentUpdate = { [Field in keyof SentRun]?: SentRun[Field] };

/** The outcome of a write. */
export type WriteAnswer = {
  message: string;
  /** Runs, feedback and attachments that were stored. They are on the disk. */
  stored: number;
  feedback: number;
  attachments: number;
  /** What could not be taken, and why. The rest was stored. */
  rejected: Rejected[];
};

interface OffsetQuery {
  /** How many, at most 100; more is taken as 100. Default: 100. */
  limit?: number;
  /** How many to leave out before. Default: 0. */
  offset?: number;
}

/** Which runs are meant. */
export interface RunConditions {
  /** Ids of runs. */
  id?: string | string[];
  /** Ids of projects. */
  session?: string | string[];
  /** Id of a trace. */
  trace?: string;
  /** Id of the parent. */
  parent_run?: string;
  /** Ids of examples. */
  reference_example?: string | string[];
  /** Only roots, or only others. */
  is_root?: boolean;
  /** 1 means roots: the old spelling. */
  execution_order?: 1;
  run_type?: string;
  /** Only runs that failed, or only others. */
  error?: boolean;
  /** Runs that began at or after this time. ISO 8601. */
  start_time?: string;
  /** Runs that began at or before this time. ISO 8601. */
  end_time?: string;
  /** Must be true of the run. */
  filter?: string;
  /** One more, as `filter`. */
  search_filter?: string;
  /** Must be true of the root of its trace. */
  trace_filter?: string;
  /** Must be true of some run of its trace. */
  tree_filter?: string;
  /** A question in words: refused. */
  query?: string;
}

/** A question for runs. */
export interface RunsQuery extends RunConditions {
  /** How many, at most 100; more is taken as 100. Default: 100. */
  limit?: number;
  /** Of the page before. */
  cursor?: string;
  /** By begin. Default: `desc`, the newest first. */
  order?: 'asc' | 'desc';
  /** Fields of the answer; those that clients cannot do without come always. Default: all. */
  select?: string[];
}

/** By what runs are put into groups. */
export interface StatsGroupBy {
  attribute: 'name' | 'run_type' | 'tag' | 'metadata';
  /** Of `metadata`: the key. */
  path?: string;
  /** The largest groups are told, at most 1,000. Default: 5. */
  max_groups?: number;
}

/** Roots that are put together by their thread. */
export interface GroupQuery extends Omit<RunConditions, 'session'> {
  /** There is no other kind of group. */
  group_by?: 'conversation';
  /** Id of the project. */
  session_id?: string;
  session?: string | string[];
}

/** A project to be made. */
export interface ProjectWish {
  name: string;
  description?: string;
  /** `metadata` in it can be asked for. */
  extra?: Record<string, Json>;
  /** ISO 8601. */
  end_time?: string;
  default_dataset_id?: string;
}

/** Feedback as it is sent. It is about a run, a trace or a project: one of the ids must be there. */
export interface SentFeedback {
  /** Default: a new one. */
  id?: string;
  run_id?: string;
  trace_id?: string;
  session_id?: string;
  /** What is judged: 1 to 180 characters. */
  key: string;
  score?: number | boolean;
  value?: Json;
  comment?: string;
  correction?: Json;
  feedback_source?: { type?: string; metadata?: Json; user_id?: string; user_name?: string };
  comparative_experiment_id?: string;
  feedback_group_id?: string;
  start_time?: string;
  /** How feedback of this key is to be read from now on. */
  feedback_config?: Record<string, Json>;
  /** The same, as the JavaScript client writes it. */
  feedbackConfig?: Record<string, Json>;
  extra?: Json;
}

/** A wish for an address under which feedback is given without a key. */
export interface FeedbackTokenWish {
  run_id: string;
  feedback_key: string;
  /** How long it is valid. Default: 3 hours. */
  expires_in?: { days?: number; hours?: number; minutes?: number };
  /** The same as a time. ISO 8601. */
  expires_at?: string;
}

/** Said through such an address. */
export interface GivenFeedback {
  score?: number | boolean;
  value?: Json;
  comment?: string;
  correction?: Json;
  metadata?: Json;
}

export interface FeedbackConfigWish {
  feedback_key: string;
  feedback_config?: Record<string, Json>;
  is_lower_score_better?: boolean;
  /** Categories to be added to those there are. */
  add_categories?: Json[];
  /** Categories, or their values, to be taken away. */
  remove_categories?: Json[];
}

interface StatsQuery {
  /** With sums of the traces and of the feedback. Default: false. */
  include_stats?: boolean;
}

type Done = { message: string };

export interface LangsmithRoutes {
  /** What clients ask before they send: limits, and what the server can do. */
  'GET /info': { open: true; answer: Info };
  /** That there is somebody. */
  'GET /ok': { answer: { ok: boolean } };
  /** The settings of the installation. */
  'GET /settings': { answer: { id: string; display_name: string; created_at: string; tenant_handle: null } };
  /** The workspaces: one. */
  'GET /workspaces': { answer: Workspace[] };
  /** The workspace. */
  'GET /workspaces/current': { answer: Workspace };
  /** The workspaces under their old name. */
  'GET /tenants': { answer: Workspace[] };
  /** The organization: one. */
  'GET /orgs/current': { answer: Organization };

  /** Begins a run, or tells all of it. */
  'POST /runs': { body: SentRun; status: 202; answer: WriteAnswer; errors: 'no-run-taken' | WriteErrors };
  /** Tells more of a run. It may come before its begin. */
  'PATCH /runs/{run_id}': {
    body: SentUpdate;
    status: 202;
    answer: WriteAnswer;
    errors: 'no-run-taken' | WriteErrors;
  };
  /** Many runs in one JSON body. */
  'POST /runs/batch': {
    body: { post?: SentRun[]; patch?: SentUpdate[] };
    status: 202;
    answer: WriteAnswer;
    errors: 'no-run-taken' | WriteErrors;
  };
  /**
   * Many runs, feedback and attachments in one multipart body: what clients use.
   *
   * Parts are named `post.{run_id}`, `patch.{run_id}`, `post.{run_id}.inputs` (and `outputs`, `events`,
   * `extra`, `error`, `serialized`), `feedback.{run_id}` and `attachment.{run_id}.{name}`, in any order.
   */
  'POST /runs/multipart': {
    body: Record<string, Json>;
    bodyMedia: 'multipart/form-data';
    status: 202;
    answer: WriteAnswer;
    errors: 'no-run-taken' | WriteErrors;
  };

  /** Runs that fit the conditions, page by page. */
  'POST /runs/query': {
    body: RunsQuery;
    answer: { runs: SelectedRun[]; cursors: { next: string | null }; parsed_query: null };
    errors: 'bad-filter' | 'question-too-large';
  };
  /** Whether a question for runs can be read. */
  'POST /runs/query/validate': { body: RunsQuery; answer: { valid: boolean }; errors: 'bad-filter' };
  /** Questions in words: always refused. Write a filter instead. */
  'POST /runs/generate-query': { errors: 'out-of-scope' };
  /** A run. */
  'GET /runs/{run_id}': {
    query: {
      /** Without `serialized`. Default: false. */
      exclude_serialized?: boolean;
    };
    answer: Run;
    errors: 'run-not-found';
  };
  /** Deletes traces of a project. */
  'POST /runs/delete': {
    body: {
      /** The id of the project. */
      session_id: string;
      /** The ids of the traces. */
      trace_ids: string | string[];
    };
    answer: { deleted_runs: number };
    errors: 'project-not-found' | WriteErrors;
  };
  /** Numbers over the runs that fit: one answer, or with `group_by` one for each group. */
  'POST /runs/stats': {
    body: RunConditions & { group_by?: StatsGroupBy | string };
    answer: RunStatsAnswer | Record<string, RunStatsAnswer>;
    errors: 'bad-filter' | 'question-too-large';
  };
  /** Conversations, the one with the latest turn first. */
  'POST /runs/group': {
    body: GroupQuery & { limit?: number; offset?: number };
    answer: { groups: RunGroupAnswer[]; total: number };
    errors: 'bad-filter' | 'question-too-large';
  };
  /** Numbers over all conversations that fit. */
  'POST /runs/group/stats': {
    body: GroupQuery;
    answer: RunStatsAnswer & { group_count: number };
    errors: 'bad-filter' | 'question-too-large';
  };
  /** A conversation. */
  'GET /runs/threads/{thread_id}': {
    query: {
      /** The id of the project. Default: all. */
      session_id?: string;
    };
    answer: RunGroupAnswer & { thread_id: string };
    errors: 'thread-not-found' | 'question-too-large';
  };

  /** Shares a run and what is below it: whoever has the link needs no key. */
  'PUT /runs/{run_id}/share': {
    body: {
      /** Default: a new one. */
      share_token?: string;
    };
    answer: { run_id: string; share_token: string };
    errors: 'run-not-found' | WriteErrors;
  };
  /** The link of a run; null: it is not shared. */
  'GET /runs/{run_id}/share': { answer: { run_id: string; share_token: string } | null };
  /** Takes the link back. */
  'DELETE /runs/{run_id}/share': { answer: Done; errors: WriteErrors };

  /** The shared run. */
  'GET /public/{share_token}/run': { open: true; answer: Run; errors: 'share-not-found' };
  /** A run below the shared one. */
  'GET /public/{share_token}/run/{run_id}': { open: true; answer: Run; errors: 'share-not-found' | 'run-not-found' };
  /** The shared run and what is below it, page by page. */
  'POST /public/{share_token}/runs/query': {
    open: true;
    body: { id?: string | string[]; cursor?: string };
    answer: { runs: Run[]; cursors: { next: string | null } };
    errors: 'share-not-found';
  };
  /** The same as a bare list, for a client that leaves the "?" of its address out: `runsshare_token=…&id=…`. */
  'GET /public/{share_token}/{asked}': { answer: Run[]; errors: 'share-not-found' };
  /** The link that clients print: leads to the page of the run. */
  'GET /public/{share_token}/r': { status: 302; errors: 'share-not-found' };
  /** Feedback on the shared run. */
  'GET /public/{share_token}/feedbacks': { open: true; answer: Feedback[]; errors: 'share-not-found' };

  /** Projects, which this API calls sessions. */
  'GET /sessions': {
    query: OffsetQuery &
      StatsQuery & {
        /** Its whole name. */
        name?: string;
        /** A part of its name, in any case. */
        name_contains?: string;
        /** Ids; may be repeated. */
        id?: string[];
        /** A JSON object: what its metadata must have. */
        metadata?: string;
        /** Projects of datasets: there are none. */
        reference_dataset?: string;
        /** `false` asks for projects of datasets: there are none. */
        reference_free?: boolean;
      };
    answer: Project[];
  };
  /** Makes a project. The first run that names one makes it too. */
  'POST /sessions': {
    query: {
      /** Changes the project if it is there. Default: false. */
      upsert?: boolean;
    };
    body: ProjectWish;
    answer: Project;
    errors: 'project-exists';
  };
  /** The id of the project in which the runs of an agent are. */
  'GET /sessions/resolutions': {
    query: {
      /** `AGENT`; of other kinds there are none. */
      kind: string;
      /** Of the agent. */
      id: string;
      environment: string;
    };
    answer: { session_id: string };
    errors: 'project-not-found';
  };
  /** A project. */
  'GET /sessions/{session_id}': { query: StatsQuery; answer: Project; errors: 'project-not-found' };
  /** Changes description and metadata of a project. What is not said stays. */
  'PATCH /sessions/{session_id}': {
    body: Partial<ProjectWish>;
    answer: Project;
    errors: 'project-not-found' | 'project-fixed' | WriteErrors;
  };
  /** Deletes a project with all its runs. */
  'DELETE /sessions/{session_id}': { answer: Record<string, never>; errors: 'project-not-found' | WriteErrors };

  /** Gives feedback. */
  'POST /feedback': { body: SentFeedback; answer: Feedback; errors: WriteErrors };
  /** Feedback, the newest first. */
  'GET /feedback': {
    query: OffsetQuery & {
      /** Ids of runs; may be repeated. */
      run?: string[];
      /** Ids of projects; may be repeated. */
      session?: string[];
      /** Keys; may be repeated. */
      key?: string[];
      /** Such as `api` or `app`; may be repeated. */
      source?: string[];
      has_score?: boolean;
      has_comment?: boolean;
    };
    answer: Feedback[];
  };
  /** One feedback. */
  'GET /feedback/{feedback_id}': { answer: Feedback; errors: 'feedback-not-found' };
  /** Changes feedback. What is not said stays. */
  'PATCH /feedback/{feedback_id}': {
    body: Pick<SentFeedback, 'score' | 'value' | 'comment' | 'correction'>;
    answer: Feedback;
    errors: 'feedback-not-found' | WriteErrors;
  };
  /** Deletes feedback. */
  'DELETE /feedback/{feedback_id}': { answer: Done; errors: 'feedback-not-found' | WriteErrors };

  /** Makes addresses under which feedback on a run is given without a key: one, or a list of at most 1,000. */
  'POST /feedback/tokens': {
    body: FeedbackTokenWish | FeedbackTokenWish[];
    answer: FeedbackTokenAnswer | FeedbackTokenAnswer[];
    errors: WriteErrors;
  };
  /** Such addresses of a run. */
  'GET /feedback/tokens': {
    query: OffsetQuery & {
      /** The id of the run. */
      run_id: string;
    };
    answer: FeedbackTokenAnswer[];
  };
  /** Gives feedback by following a link. */
  'GET /feedback/tokens/{token}': {
    open: true;
    query: { score?: string; value?: string; comment?: string; correction?: string };
    answer: Done;
    errors: 'feedback-not-found' | 'feedback-token-expired' | WriteErrors;
  };
  /** Gives feedback from the page of whoever wants it. */
  'POST /feedback/tokens/{token}': {
    open: true;
    body: GivenFeedback;
    answer: Done;
    errors: 'feedback-not-found' | 'feedback-token-expired' | WriteErrors;
  };

  /** How feedback is to be read, by key. */
  'GET /feedback-configs': {
    query: OffsetQuery & {
      /** Keys; may be repeated. */
      key?: string[];
      name_contains?: string;
    };
    answer: FeedbackConfig[];
  };
  /** Says how feedback of a key is to be read. */
  'POST /feedback-configs': { body: FeedbackConfigWish; answer: FeedbackConfig; errors: WriteErrors };
  /** Changes it. */
  'PATCH /feedback-configs': {
    body: FeedbackConfigWish;
    answer: FeedbackConfig;
    errors: 'feedback-not-found' | WriteErrors;
  };
  /** Forgets it. The feedback itself stays. */
  'DELETE /feedback-configs': {
    query: { feedback_key: string };
    answer: Done;
    errors: 'feedback-not-found' | WriteErrors;
  };

  /** A file beside a run, always as a download. The address is in `s3_urls` of the run. */
  'GET /attachments/{run_id}/{token}': { open: true; also: 'application/octet-stream'; errors: 'attachment-not-found' };
}

/** The store could not take it, or not now: send it again. */
export type WriteErrors = 'write-failed' | 'store-away';
