/** One message or note of a conversation, with the run that it came from. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RunDetail } from '../../model/answers.js';
import { roleNames } from '../../model/messages/role-names.js';
import { traceUrl } from '../../model/page-url.js';
import type { Entry, SaidEntry } from '../../model/reading.js';
import { toneIcons, toneOf } from '../../model/run-look.js';
import { formatQuantity, timeSpanMs, formatDuration } from '../../model/words.js';
import { Icon } from '../../ui/icons.js';
import styles from './conversation-page.module.css';
import { MessagePart } from './message-part.js';
import messages from './messages-tab.module.css';

interface ConversationEntryProps {
  entry: Entry;
  traceId: string;
  isMarkdown: boolean;
}

export function ConversationEntry({ entry, traceId, isMarkdown }: ConversationEntryProps): ReactNode {
  const { run } = entry;
  return (
    <article className={styles.entry} aria-label={`${nameOf(entry)}, ${run.name.slice(0, 100)}`}>
      <div className={messages.message} data-role={entry.kind === 'said' ? entry.message.role : undefined}>
        <div className={messages.head}>
          <span className={messages.role}>{nameOf(entry)}</span>
          {entry.kind === 'said' && entry.message.label !== null && (
            <bdi className={messages.label}>{entry.message.label.slice(0, 80)}</bdi>
          )}
          <span className={styles.from}>
            {isAnswer(entry) && <span className={styles.took}>{tookWords(run)}</span>}
            <RunLink run={run} traceId={traceId} />
          </span>
        </div>
        <Content entry={entry} isMarkdown={isMarkdown} traceId={traceId} />
      </div>
    </article>
  );
}

function nameOf(entry: Entry): string {
  if (entry.kind === 'said') return roleNames[entry.message.role];
  return entry.kind === 'tool' ? 'Tool' : entry.kind === 'failed' ? 'Failed' : 'Model call';
}

function isAnswer(entry: Entry): boolean {
  return entry.kind === 'tool' || entry.kind === 'failed' || (entry.kind === 'said' && entry.message.from === 'output');
}

function tookWords(run: RunDetail): string {
  const ms = timeSpanMs(run.start_time, run.end_time);
  const tokens = run.tokens?.total ?? 0;
  return [ms === null ? '' : formatDuration(ms), tokens === 0 ? '' : formatQuantity(tokens, 'token')]
    .filter((part) => part !== '')
    .join(' · ');
}

function RunLink({ run, traceId }: { run: RunDetail; traceId: string }): ReactNode {
  const tone = toneOf(run.run_type);
  return (
    <Link href={traceUrl(traceId, run.id)} className={styles.run} data-tone={tone} title={run.name.slice(0, 500)}>
      <Icon name={toneIcons[tone]} size={14} />
      <bdi>{run.name.slice(0, 100)}</bdi>
    </Link>
  );
}

function Content({ entry, traceId, isMarkdown }: ConversationEntryProps): ReactNode {
  switch (entry.kind) {
    case 'said':
      return <Said entry={entry} traceId={traceId} isMarkdown={isMarkdown} />;
    case 'tool':
      return <MessagePart part={entry.result} isMarkdown={isMarkdown} />;
    case 'failed':
      return (
        <p className={styles.error} dir="auto">
          {entry.error.slice(0, LONGEST_ERROR)}
        </p>
      );
    case 'unread':
      return <p className={styles.note}>Its input and output are not messages in a shape that is known here.</p>;
    case 'large':
      return (
        <p className={styles.note}>Its input or output is more than a million characters: open the run to read it.</p>
      );
    case 'waiting':
      return <p className={styles.note}>No answer yet: the run has not ended.</p>;
  }
}

const LONGEST_ERROR = 2000;

function Said({ entry, traceId, isMarkdown }: Omit<ConversationEntryProps, 'entry'> & { entry: SaidEntry }): ReactNode {
  const { parts, results, toolRuns } = entry;
  return (
    <>
      {parts.length === 0 && <p className={styles.note}>Nothing is in it.</p>}
      {parts.map((part, index) => (
        <MessagePart key={index} part={part} result={results.get(part)} isMarkdown={isMarkdown} />
      ))}
      {toolRuns.length > 0 && (
        <p className={styles.ran}>
          Ran in{' '}
          {toolRuns.map((run) => (
            <RunLink key={run.id} run={run} traceId={traceId} />
          ))}
        </p>
      )}
    </>
  );
}
