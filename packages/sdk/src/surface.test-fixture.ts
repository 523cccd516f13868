/** Names of the official package that are not here, by kind, and why. `docs/sdk/differences.md` tells users. */
export interface Absence {
  /** The entry or type that the official package has them in. */
  in: readonly string[];
  names: RegExp;
  why: string;
}

export const absences: readonly Absence[] = [
  {
    in: ['langsmith', 'langsmith/client', 'langsmith/schemas', 'Client', 'ClientConfig'],
    names:
      /Dataset|Example|Feedback|[aA]nnotation|AttachmentInfo|Prompt|Commit|Comparati|Comparison|Evaluat|evaluators|Agent|Skill|Cache|cache|uploadCsv|Hub|Entry|datasets|sandboxes|Rubric|promptExists|agentExists|skillExists|RunKey|DataType|TimeDelta|ScoreType|ValueType|DirectoryCommit|LangChainBaseMessage|LangSmithSettings/,
    why: 'Data sets, evaluation, feedback, prompts, agents and sandboxes are not tracing.',
  },
  {
    in: ['langsmith', 'langsmith/client', 'langsmith/schemas', 'Client'],
    names: /Project|TracerSession|Thread|Shared|[sS]hareRun|GroupRuns|RunStats|^(runs|threads|traces|public)$/,
    why: 'Looking at and managing what was recorded is the page; readRun, listRuns and getRunUrl are here.',
  },
  {
    in: ['langsmith'],
    names: /Error$|^LS_MESSAGE_VIEW_EXCLUDE$|^RetrieverOutput$/,
    why: 'Nothing that records throws; reads throw RequestError. The others are words for LangSmith’s page.',
  },
  {
    in: ['langsmith/client'],
    names: /^(AutoBatchQueue|mergeRuntimeEnvIntoRun|DEFAULT_.*)$/,
    why: 'Inner parts of the official client.',
  },
  {
    in: ['langsmith/schemas'],
    names: /Usage|TokenDetails|RetrieverOutput/,
    why: 'Token counts are read in any shape; none is asked for by type.',
  },
  {
    in: ['TraceableConfig'],
    names: /^(attachments|error)$/,
    why: 'Of one call, not of a function: extractAttachments, and what is thrown.',
  },
  { in: ['TraceableConfig'], names: /^tracer$/, why: 'OpenTelemetry is tracenest/otel.' },
  {
    in: ['TraceableConfig', 'RunTreeConfig'],
    names: /^child_runs$/,
    why: 'A run does not hold its children: that would keep whole traces in memory.',
  },
  { in: ['RunTreeConfig'], names: /^on_end$/, why: 'Only traceable calls it, and takes it.' },
  {
    in: ['ClientConfig', 'Client'],
    names: /^(callerOptions|debug|tracingMode|cleanup|headers|toString|static getDefaultClientConfig)$/,
    why: 'retry and traceBatchConcurrency; TRACENEST_LOG=debug; tracenest/otel; there is nothing to clean up.',
  },
];
