/** A trace as its model calls and tool results in the order in which they began, for reading. */
import { useMemo, useState, type ReactNode } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useRuns } from '../../data/use-run.js';
import type { LiveTrace, LoadedTrace } from '../../data/use-trace.js';
import { conversationUrl } from '../../model/page-url.js';
import { entriesOf, readableRows } from '../../model/reading.js';
import { formatExactly } from '../../model/words.js';
import { Button } from '../../ui/button.js';
import { EmptyState, LoadingState } from '../../ui/state.js';
import { VirtualFlow } from '../../ui/virtual-flow.js';
import { ConversationEntry } from './conversation-entry.js';
import styles from './conversation-page.module.css';
import { TraceForm } from './trace-form.js';

export function ConversationPage({ traceId }: { traceId: string }): ReactNode {
  return (
    <TraceForm traceId={traceId} is="conversation">
      {(loaded, trace) => <Reading loaded={loaded} trace={trace} />}
    </TraceForm>
  );
}

/** Runs that are read at first, and how many more each time the end comes near. */
const AT_ONCE = 24;
/** Pixels of an entry that has not been drawn, about. */
const ENTRY_HEIGHT = 120;

function Reading({ loaded, trace }: { loaded: LoadedTrace; trace: LiveTrace }): ReactNode {
  const { answer, shape } = loaded;
  const rows = useMemo(() => readableRows(shape).flatMap((index) => shape.rows[index] ?? []), [shape]);
  const query = new URLSearchParams(useSearch());
  const [startRun] = useState(query.get('run'));
  const startRow = rows.findIndex((row) => row.id === startRun);
  const [wanted, setWanted] = useState(Math.max(0, startRow) + AT_ONCE);
  const { runs, problem } = useRuns(answer.trace_id, rows.slice(0, wanted), trace.changeCount);
  const entries = useMemo(() => entriesOf(runs), [runs]);
  const isMarkdown = query.get('form') === 'markdown';
  if (rows.length === 0) {
    return (
      <EmptyState icon="messages" title="No model or tool was called in this trace">
        <p>The conversation shows what runs of the types llm and tool were given and what they answered.</p>
      </EmptyState>
    );
  }
  const isAllAsked = wanted >= rows.length;
  const isComplete = isAllAsked && runs.length === rows.length;
  const isRead = runs.length === Math.min(wanted, rows.length);
  const startAt = startRow < 0 ? -1 : entries.findIndex(({ run }) => run.id === startRun);
  return (
    <div className={styles.page}>
      <div className={styles.tools}>
        <p>
          {formatExactly(runs.length)} of {formatExactly(rows.length)} model and tool calls read; each message stands
          once, where it came first.
        </p>
        <FormButton traceId={answer.trace_id} isMarkdown={isMarkdown} />
      </div>
      <div className={styles.entries}>
        {entries.length === 0 && !isComplete ? (
          <LoadingState />
        ) : (
          <VirtualFlow
            label="Conversation of the trace"
            count={entries.length}
            itemKey={(index) => entries[index]?.key ?? ''}
            estimate={ENTRY_HEIGHT}
            startAt={startAt}
            isGrowing={!isComplete}
            onEndNear={isRead && !isAllAsked ? () => setWanted(wanted + AT_ONCE) : undefined}
            renderItem={(index) => {
              const entry = entries[index];
              return entry && <ConversationEntry entry={entry} traceId={answer.trace_id} isMarkdown={isMarkdown} />;
            }}
            footer={
              problem !== null && (
                <p className={styles.problem} role="status">
                  What follows could not be read: {problem.message} {problem.remedy}
                </p>
              )
            }
          />
        )}
      </div>
    </div>
  );
}

/** In the address, like all that the reader has chosen. */
function FormButton({ traceId, isMarkdown }: { traceId: string; isMarkdown: boolean }): ReactNode {
  const [, navigate] = useLocation();
  const url = conversationUrl(traceId);
  return (
    <Button
      kind="quiet"
      aria-pressed={isMarkdown}
      onClick={() => navigate(isMarkdown ? url : `${url}?form=markdown`, { replace: true })}
    >
      {isMarkdown ? 'Show as plain text' : 'Show as Markdown'}
    </Button>
  );
}
