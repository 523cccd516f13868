/** One turn: its trace's figures, what was asked and what was answered. */
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useNow } from '../../data/use-now.js';
import { useRootRun } from '../../data/use-run.js';
import { useZone } from '../../data/use-zone.js';
import type { TraceSummary } from '../../model/answers.js';
import { conversationUrl, traceUrl } from '../../model/page-url.js';
import { listedFindings } from '../../model/findings.js';
import { stateOf, stateToneOf } from '../../model/run-look.js';
import { saidTurn, type Said, type SaidTurn } from '../../model/said-turn.js';
import { costText, costWords, tokensWords } from '../../model/totals.js';
import { formatExactly, formatLatency, formatMoment, formatQuantity, formatTime } from '../../model/words.js';
import { StatusDot } from '../../ui/status-dot.js';
import styles from './thread-page.module.css';

interface TurnCardProps {
  trace: TraceSummary;
  /** Counted from 1. */
  number: number;
  count: number;
}

const TICK_RUNNING_MS = 250;

export function TurnCard({ trace, number, count }: TurnCardProps): ReactNode {
  const title = `Turn ${formatExactly(number)} of ${formatExactly(count)}`;
  return (
    <article className={styles.turn} aria-label={title}>
      <Head trace={trace} title={title} />
      <Content trace={trace} />
    </article>
  );
}

function Head({ trace, title }: { trace: TraceSummary; title: string }): ReactNode {
  const [zone] = useZone();
  const nowMs = useNow(trace.status === 'pending' ? TICK_RUNNING_MS : null);
  const state = { status: trace.status, placeholder: null };
  const tone = stateToneOf(state);
  const cost = trace.cost === null ? '' : costText(trace.cost);
  return (
    <header className={styles.head}>
      <h2 className={styles.title}>{title}</h2>
      <ul className={styles.facts} aria-label={`Figures of turn ${title.split(' ')[1] ?? ''}`}>
        <li className={styles.status} data-tone={tone}>
          <StatusDot tone={tone} label="" />
          {stateOf(state)}
        </li>
        <li>{formatLatency(trace, nowMs)}</li>
        {trace.tokens.total > 0 && (
          <li title={tokensWords(trace.tokens)}>{formatQuantity(trace.tokens.total, 'token')}</li>
        )}
        {trace.cost !== null && cost !== '' && <li title={costWords(trace.cost)}>{cost}</li>}
        <li>{formatQuantity(trace.run_count, 'run')}</li>
        {listedFindings(trace).map(({ kind, words }) => (
          <li key={kind} data-tone={kind === 'finding' ? 'finding' : undefined}>
            {words}
          </li>
        ))}
        {trace.start_time !== null && (
          <li title={formatMoment(trace.start_time, zone)}>
            <time dateTime={trace.start_time}>{formatTime(trace.start_time, zone)}</time>
          </li>
        )}
      </ul>
      <span className={styles.links}>
        <Link href={conversationUrl(trace.trace_id)}>Its model calls</Link>
        <Link href={traceUrl(trace.trace_id)} dir="auto" title={trace.name.slice(0, 500)} className={styles.trace}>
          Trace {trace.name.slice(0, 100)}
        </Link>
      </span>
    </header>
  );
}

/** Until the root has come, and where its input is too large to be read, the beginning that lists show. */
function Content({ trace }: { trace: TraceSummary }): ReactNode {
  const { data: run, problem } = useRootRun(trace);
  const isLarge = run?.large !== undefined;
  const said: SaidTurn = run === undefined || isLarge ? beginnings(trace) : saidTurn(run.inputs, run.outputs);
  const error = run?.error ?? trace.error_preview;
  return (
    <div className={styles.said}>
      {said.asked.map((one, index) => (
        <Saying key={`asked ${index}`} said={one} who="Asked" />
      ))}
      {said.answered.map((one, index) => (
        <Saying key={`answered ${index}`} said={one} who="Answered" />
      ))}
      {said.answered.length === 0 && error === null && (
        <p className={styles.none}>{trace.status === 'pending' ? 'No answer yet.' : 'No answer was recorded.'}</p>
      )}
      {error !== null && (
        <p className={styles.error} dir="auto">
          {error.slice(0, LONGEST_ERROR)}
        </p>
      )}
      {isLarge && (
        <p className={styles.none}>Only the beginning: its input or output is more than a million characters.</p>
      )}
      {problem !== null && <p className={styles.none}>Only the beginning: {problem.message}</p>}
    </div>
  );
}

const LONGEST_ERROR = 500;

function beginnings(trace: TraceSummary): SaidTurn {
  const said = (text: string | null): Said[] => (text === null || text === '' ? [] : [{ role: null, text }]);
  return { asked: said(trace.inputs_preview), answered: said(trace.outputs_preview) };
}

/** Characters that are drawn at first. */
const AT_FIRST = 4000;

function Saying({ said, who }: { said: Said; who: 'Asked' | 'Answered' }): ReactNode {
  const [isWhole, setIsWhole] = useState(false);
  const rest = said.text.length - AT_FIRST;
  return (
    <div className={styles.saying} data-who={who}>
      <p className={styles.who}>{said.role ?? who}</p>
      <p className={styles.text} dir="auto">
        {isWhole || rest <= 0 ? said.text : said.text.slice(0, AT_FIRST)}
      </p>
      {rest > 0 && !isWhole && (
        <button type="button" className={styles.more} onClick={() => setIsWhole(true)}>
          … show {formatExactly(rest)} more characters
        </button>
      )}
    </div>
  );
}
