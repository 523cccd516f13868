/** A trace in one line of figures, with all of its findings a click away. */
import type { ReactNode } from 'react';
import { isShared } from '../../data/api-target.js';
import type { Problem } from '../../data/answer.js';
import { useZone } from '../../data/use-zone.js';
import type { TraceAnswer } from '../../model/answers.js';
import { byGravity } from '../../model/findings.js';
import { signOfLife, unfinishedWords } from '../../model/life.js';
import { stateOf, stateToneOf } from '../../model/run-look.js';
import { shiftWords } from '../../model/shifted-clocks.js';
import { costText, costWords, tokensWords } from '../../model/totals.js';
import type { TraceFigures } from '../../model/trace-summary.js';
import {
  formatCount,
  formatDuration,
  formatExactly,
  formatMoment,
  formatQuantity,
  formatTime,
} from '../../model/words.js';
import { Icon } from '../../ui/icons.js';
import { Popover } from '../../ui/popover.js';
import { StatusDot } from '../../ui/status-dot.js';
import { FindingCard } from './finding-card.js';
import styles from './trace-header.module.css';

interface TraceHeaderProps {
  answer: TraceAnswer;
  figures: TraceFigures;
  /** The server's clock while the trace may change; null: it stands still. */
  nowMs: number | null;
  /** Of the runs of the trace, by id. */
  names: ReadonlyMap<string, string>;
  /** Why the trace could not be refreshed. */
  problem: Problem | null;
  onShow: (runId: string) => void;
  /** Beside the name. */
  tools: ReactNode;
}

export function TraceHeader({ answer, figures, nowMs, names, problem, onShow, tools }: TraceHeaderProps): ReactNode {
  const [zone] = useZone();
  const { root, name } = figures;
  const { tokens } = answer;
  const shifts = figures.shiftedClocks.map(shiftWords);
  const cost = costText(answer.cost);
  const life = lifeOf(answer, root?.id, nowMs);
  const start = figures.startTime;
  return (
    <header className={styles.header}>
      <div className={styles.top}>
        <h1 className={styles.name} dir="auto" title={name.slice(0, 500)}>
          {name.slice(0, 500)}
        </h1>
        {tools}
      </div>
      <ul className={styles.figures} aria-label="Figures of the trace">
        {root !== undefined && (
          <li className={styles.status} data-tone={toneOf(root)}>
            <StatusDot tone={toneOf(root)} label="" />
            {root.placeholder === null ? stateOf(root) : `root ${stateOf(root)}`}
          </li>
        )}
        <li>{formatDuration(figures.durationMs)}</li>
        {life !== null && <li className={styles.life}>{life}</li>}
        {isShared && answer.is_live && <li className={styles.life}>still running: asked again every 5 s</li>}
        {tokens.total > 0 && <li title={tokensWords(tokens)}>{formatQuantity(tokens.total, 'token')}</li>}
        {(cost !== '' || answer.cost.unpriced_tokens > 0) && (
          <li title={costWords(answer.cost)}>{cost === '' ? 'cost not known' : cost}</li>
        )}
        <li title={formatExactly(figures.runCount)}>{formatQuantity(figures.runCount, 'run')}</li>
        {figures.failedCount > 0 && <li data-tone="error">{formatCount(figures.failedCount)} failed</li>}
        {figures.missingCount > 0 && <li data-tone="finding">{formatCount(figures.missingCount)} not received</li>}
        {answer.findings.length > 0 && (
          <li>
            <Findings answer={answer} figures={figures} names={names} onShow={onShow} />
          </li>
        )}
        {shifts.length > 0 && (
          <li className={styles.shifted} title={shifts.join('\n')}>
            <Icon name="clock" size={14} />{' '}
            {shifts.length === 1
              ? shifts[0]
              : `${formatCount(shifts.length)} clocks are off: their runs are shown shifted`}
          </li>
        )}
        {start !== null && (
          <li className={styles.started} title={formatMoment(start, zone)}>
            started <time dateTime={start}>{formatTime(start, zone)}</time>
          </li>
        )}
        {problem !== null && (
          <li data-tone="finding" role="status" title={problem.remedy}>
            not up to date: {problem.message}
          </li>
        )}
      </ul>
    </header>
  );
}

/** What is known of whether it goes on: why its root will not end, or when its process was heard last. */
function lifeOf({ findings, processes }: TraceAnswer, rootId: string | undefined, nowMs: number | null): string | null {
  const unfinished = unfinishedWords(findings.filter((finding) => finding.run_id === rootId));
  return unfinished ?? (nowMs === null ? null : signOfLife(processes, nowMs));
}

/** Here, where one is looking at it, success has its colour too. */
function toneOf(root: NonNullable<TraceFigures['root']>): 'error' | 'running' | 'success' | 'none' {
  const tone = stateToneOf(root);
  return tone === 'none' && root.status === 'success' ? 'success' : tone;
}

/** What a reader should act on gives the button its number; hints are there on demand. */
type FindingsProps = Pick<TraceHeaderProps, 'answer' | 'names' | 'onShow'>;

function Findings({ answer, figures, names, onShow }: FindingsProps & { figures: TraceFigures }): ReactNode {
  const grave = figures.graveFindings.length;
  const label = grave > 0 ? formatQuantity(grave, 'finding') : formatQuantity(figures.otherFindings.length, 'note');
  return (
    <Popover
      label={
        <span className={grave > 0 ? styles.grave : styles.notes}>
          <Icon name="flag" size={14} /> {label}
        </span>
      }
      title="Findings of this trace"
    >
      {(close) => <FindingList answer={answer} names={names} onShow={(id) => (onShow(id), close())} />}
    </Popover>
  );
}

/** More would be a page of its own. */
const MOST = 200;

function FindingList({ answer, names, onShow }: FindingsProps): ReactNode {
  const all = byGravity(answer.findings);
  return (
    <ul className={styles.list}>
      {all.slice(0, MOST).map((finding, index) => (
        // One code may occur on many runs, but its place in the list is its own.
        <li key={`${finding.code}${finding.run_id ?? ''}${index}`}>
          <FindingCard finding={finding} names={names} onShow={onShow} showsRun />
        </li>
      ))}
      {all.length > MOST && (
        <li className={styles.rest}>and {formatExactly(all.length - MOST)} more, marked in the tree</li>
      )}
    </ul>
  );
}
