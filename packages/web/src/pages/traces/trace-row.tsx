/** One trace in one line. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { TraceSummary } from '../../model/answers.js';
import { traceUrl } from '../../model/page-url.js';
import { listedFindings } from '../../model/findings.js';
import { splitName, stateOf, stateToneOf, toneIcons, toneOf } from '../../model/run-look.js';
import { costText, costWords, tokensWords } from '../../model/totals.js';
import { formatAge, formatCount, formatExactly, formatLatency, formatMoment, type Zone } from '../../model/words.js';
import { Icon } from '../../ui/icons.js';
import { StatusDot } from '../../ui/status-dot.js';
import { NameCell, NumberCell, rowIconClass, TableRow, TextCell } from '../../ui/table.js';
import styles from './traces-page.module.css';

interface TraceRowProps {
  trace: TraceSummary;
  index: number;
  top: number;
  nowMs: number;
  zone: Zone;
  isPicked: boolean;
  onPick: (traceId: string) => void;
}

export function TraceRow({ trace, index, top, nowMs, zone, isPicked, onPick }: TraceRowProps): ReactNode {
  const url = traceUrl(trace.trace_id);
  const isFailed = trace.status === 'error';
  const result = isFailed ? trace.error_preview : trace.outputs_preview;
  return (
    <TableRow href={url} index={index} top={top} className={styles.columns}>
      <NameCell>
        <input
          type="checkbox"
          className={styles.pick}
          aria-label={`Pick ${trace.name.slice(0, 200)} to compare`}
          title="Pick two to compare them"
          checked={isPicked}
          onClick={(event) => event.stopPropagation()}
          onChange={() => onPick(trace.trace_id)}
        />
        <TraceState trace={trace} />
        <span data-tone={toneOf(trace.run_type)} className={rowIconClass}>
          <Icon name={toneIcons[toneOf(trace.run_type)]} />
        </span>
        <TraceName name={trace.name} url={url} isReceived={trace.root_run_id !== null} />
        <Findings trace={trace} />
      </NameCell>
      <TextCell text={trace.inputs_preview} />
      <TextCell text={result} tone={isFailed ? 'failed' : null} isWide />
      <NumberCell>
        {trace.start_time !== null && (
          <time dateTime={trace.start_time} title={formatMoment(trace.start_time, zone)}>
            {formatAge(trace.start_time, nowMs, zone)}
          </time>
        )}
      </NumberCell>
      <NumberCell tone={trace.status === 'pending' ? 'running' : null}>
        {trace.status === 'unfinished' ? (
          <span title="It has no end, and nothing more is to be expected of it: open it to see why">unfinished</span>
        ) : (
          formatLatency(trace, nowMs)
        )}
      </NumberCell>
      <Count value={trace.tokens.total} title={tokensWords(trace.tokens)} />
      <Cost cost={trace.cost} />
      <Count
        value={trace.run_count}
        title={trace.error_count === 0 ? '' : `${formatExactly(trace.error_count)} failed`}
      />
    </TableRow>
  );
}

function TraceState({ trace }: { trace: TraceSummary }): ReactNode {
  const run = { status: trace.status, placeholder: null };
  const tone = stateToneOf(run);
  return <StatusDot tone={tone} label={tone === 'none' ? '' : stateOf(run)} />;
}

function TraceName({ name, url, isReceived }: { name: string; url: string; isReceived: boolean }): ReactNode {
  const { head, tail } = splitName(name);
  // The two parts are laid out as boxes, which a screen reader would read as two words.
  return (
    <Link
      href={url}
      aria-label={name.slice(0, 500)}
      dir="auto"
      title={isReceived ? name.slice(0, 500) : `${name} (its root run has not been received)`}
      className={styles.name}
    >
      <span className={styles.head}>{head}</span>
      <span className={styles.tail}>{tail}</span>
    </Link>
  );
}

function Count({ value, title }: { value: number; title: string }): ReactNode {
  return (
    <NumberCell>
      {value !== 0 && (
        <span title={[formatExactly(value), title].filter(Boolean).join(': ')}>{formatCount(value)}</span>
      )}
    </NumberCell>
  );
}

/** Told apart by their icons. */
function Findings({ trace }: { trace: TraceSummary }): ReactNode {
  return listedFindings(trace).map(({ kind, words }) => (
    <span key={kind} data-kind={kind} className={styles.flag} role="img" aria-label={words} title={words}>
      <Icon name={kind === 'finding' ? 'flag' : 'note'} size={14} />
    </span>
  ));
}

function Cost({ cost }: { cost: TraceSummary['cost'] }): ReactNode {
  const text = cost === null ? '' : costText(cost);
  return <NumberCell>{cost !== null && text !== '' && <span title={costWords(cost)}>{text}</span>}</NumberCell>;
}
