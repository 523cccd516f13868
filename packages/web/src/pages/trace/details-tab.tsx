/** When a run was, what it is called by, and what was recorded beside its payloads. */
import type { ReactNode } from 'react';
import { useZone } from '../../data/use-zone.js';
import type { Json, RunDetail, TraceRowAnswer } from '../../model/answers.js';
import { criticalWords, timeWords } from '../../model/spoken-row.js';
import { formatDuration, formatMoment, timeSpanMs, type Zone } from '../../model/words.js';
import { JsonView } from '../../ui/json-view/json-view.js';
import styles from './run-details.module.css';
import { Fact, Facts, Id, Section } from './section.js';
import { UsageFacts } from './usage-facts.js';

interface DetailsTabProps {
  run: RunDetail;
  row: TraceRowAnswer;
  hasChildren: boolean;
  /** Why the row is drawn elsewhere than its times say; null: it is not. */
  shift: string | null;
}

export function DetailsTab({ run, row, hasChildren, shift }: DetailsTabProps): ReactNode {
  const [zone] = useZone();
  return (
    <div className={styles.body}>
      {run.tags.length > 0 && (
        <Section title="Tags">
          <ul className={styles.tags}>
            {run.tags.map((tag, index) => (
              <li key={index} dir="auto" title={tag}>
                {tag}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Values title="Metadata" value={run.metadata} absent="No metadata was recorded." />
      <Section title="Times">
        <TimeFacts run={run} row={row} shift={shift} zone={zone} />
      </Section>
      {row.totals !== undefined && <UsageFacts totals={row.totals} hasChildren={hasChildren} />}
      <Values title="Runtime" value={run.runtime} />
      <Values title="Extra" value={run.extra} />
      {run.serialized !== null && (
        <Section title="Serialized">
          <JsonView value={run.serialized} label="the serialized object" />
        </Section>
      )}
      <Section title="Ids">
        <Facts>
          <Fact name="Run">
            <Id value={run.id} what="the run id" />
          </Fact>
          <Fact name="Trace">
            <Id value={run.trace_id} what="the trace id" />
          </Fact>
          <Fact name="Parent">
            {run.parent_run_id === null ? null : <Id value={run.parent_run_id} what="the parent's id" />}
          </Fact>
          <Fact name="Dotted order">
            {run.dotted_order === null ? null : <Id value={run.dotted_order} what="the dotted order" />}
          </Fact>
          <Fact name="Project">
            <bdi>{run.project}</bdi>
          </Fact>
        </Facts>
      </Section>
    </div>
  );
}

function Values({ title, value, absent }: { title: string; value: Record<string, Json>; absent?: string }): ReactNode {
  const isEmpty = Object.keys(value).length === 0;
  if (isEmpty && absent === undefined) return null;
  return (
    <Section title={title}>
      {isEmpty ? (
        <p className={styles.none}>{absent}</p>
      ) : (
        <JsonView value={value} label={`the ${title.toLowerCase()}`} />
      )}
    </Section>
  );
}

type TimeFactsProps = Omit<DetailsTabProps, 'hasChildren'> & { zone: Zone };

function TimeFacts({ run, row, shift, zone }: TimeFactsProps): ReactNode {
  const durationMs = timeSpanMs(run.start_time, run.end_time);
  const firstTokenMs = timeSpanMs(run.start_time, run.first_token_time);
  return (
    <Facts>
      <Fact name="Started">{run.start_time === null ? 'not recorded' : formatMoment(run.start_time, zone)}</Fact>
      <Fact name="First token">{firstTokenMs === null ? null : `after ${formatDuration(firstTokenMs)}`}</Fact>
      <Fact name="Ended">{run.end_time === null ? 'not yet' : formatMoment(run.end_time, zone)}</Fact>
      <Fact name="Duration">{durationMs === null ? null : formatDuration(durationMs)}</Fact>
      <Fact name="Where it went">{timeWords(row.self_ms, row.waiting_ms) || null}</Fact>
      <Fact name="Critical path">{criticalWords(row.critical_ms) || null}</Fact>
      <Fact name="Clock">{shift === null ? null : `${shift}. What was sent stays as it is.`}</Fact>
      <Fact name="First received">{formatMoment(new Date(run.first_received).toISOString(), zone)}</Fact>
      <Fact name="Last received">{formatMoment(new Date(run.last_received).toISOString(), zone)}</Fact>
    </Facts>
  );
}
