/** The forms of one trace beside each other, the turn of a conversation that it is, and its text for elsewhere. */
import { useRef, type ReactNode } from 'react';
import { Link } from 'wouter';
import { isShared, pageBase } from '../../data/api-target.js';
import { useTurn } from '../../data/use-threads.js';
import type { LoadedTrace } from '../../data/use-trace.js';
import type { Turn } from '../../model/answers.js';
import { conversationUrl, outlineUrl, threadUrl, traceUrl } from '../../model/page-url.js';
import { rootIndexOf } from '../../model/trace-shape.js';
import { traceOutline, type TraceOutline } from '../../model/trace-outline.js';
import { figuresOf } from '../../model/trace-summary.js';
import { formatExactly } from '../../model/words.js';
import { CopyButton } from '../../ui/button.js';
import { Icon } from '../../ui/icons.js';
import { useKeys } from '../../ui/keys.js';
import { PageTabs, pageTabClass } from '../../ui/page-tabs.js';
import { ShareButton } from './share-button.js';
import styles from './trace-tabs.module.css';

interface TraceTabsProps {
  trace: LoadedTrace;
  is: 'tree' | 'conversation' | 'outline';
}

export function TraceTabs({ trace, is }: TraceTabsProps): ReactNode {
  const { answer, shape } = trace;
  const id = answer.trace_id;
  const copy = useRef<HTMLButtonElement>(null);
  const turn = useTurn(id).data ?? null;
  useKeys('Trace as text', [{ key: 'y', does: 'Copy the outline', run: () => copy.current?.click() }]);
  const link = (form: typeof is, href: string, label: string): ReactNode => (
    <Link href={href} className={pageTabClass} aria-current={form === is ? 'page' : undefined}>
      {label}
    </Link>
  );
  return (
    <div className={styles.bar}>
      <PageTabs label="Forms of the trace">
        {link('tree', traceUrl(id), 'Tree')}
        {link('conversation', conversationUrl(id), 'Conversation')}
        {link('outline', outlineUrl(id), 'Outline')}
      </PageTabs>
      <div className={styles.end}>
        {turn !== null && <TurnLinks turn={turn} />}
        {!isShared && <ShareButton runId={shape.rows[rootIndexOf(shape)]?.id ?? id} />}
        <CopyButton ref={copy} text={() => outlineOf(trace).text} what="the outline (y)" />
      </div>
    </div>
  );
}

/** In its place while the trace is loaded: what is below stays where it is. */
export function TraceTabsRoom(): ReactNode {
  return <div className={styles.room} />;
}

function TurnLinks({ turn }: { turn: Turn }): ReactNode {
  const { thread_id: threadId, project, number, count, previous, next } = turn;
  return (
    <nav aria-label="Conversation" className={styles.turn}>
      {previous !== null && (
        <Link href={traceUrl(previous)} className={styles.step} title="The turn before" aria-label="Previous turn">
          <Icon name="up" size={14} />
        </Link>
      )}
      {next !== null && (
        <Link href={traceUrl(next)} className={styles.step} title="The turn after" aria-label="Next turn">
          <Icon name="down" size={14} />
        </Link>
      )}
      <Link href={threadUrl(project, threadId)} title={threadId.slice(0, 500)} className={styles.thread}>
        <Icon name="messages" size={14} /> Turn {formatExactly(number)} of {formatExactly(count)}
      </Link>
    </nav>
  );
}

/** As it is shown and copied. */
export function outlineOf({ answer, shape, clockOffsetMs }: LoadedTrace): TraceOutline {
  const nowMs = answer.is_live ? Date.now() + clockOffsetMs : Number.NaN;
  const { name, durationMs, runCount } = figuresOf(answer, shape, nowMs);
  const href = window.location.origin + pageBase + traceUrl(answer.trace_id);
  return traceOutline(answer, shape, { name, durationMs, runCount, href });
}
