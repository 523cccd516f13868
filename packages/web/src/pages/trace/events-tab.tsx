/** Points in time inside a run. */
import { useState, type ReactNode } from 'react';
import { useZone } from '../../data/use-zone.js';
import type { Json, RunDetail, RunEvent } from '../../model/answers.js';
import { formatDuration, formatMoment, formatTime, timeSpanMs } from '../../model/words.js';
import { Button } from '../../ui/button.js';
import { JsonView } from '../../ui/json-view/json-view.js';
import styles from './run-details.module.css';

/** A stream may have thousands of tokens, each with an event. */
const AT_ONCE = 100;

export function EventsTab({ run }: { run: RunDetail }): ReactNode {
  const [shown, setShown] = useState(AT_ONCE);
  if (run.events.length === 0) {
    return (
      <div className={styles.body}>
        <p className={styles.none}>No events were recorded.</p>
      </div>
    );
  }
  return (
    <div className={styles.body}>
      <ol className={styles.cards}>
        {run.events.slice(0, shown).map((event, index) => (
          <li key={index}>
            <Event event={event} start={run.start_time} />
          </li>
        ))}
      </ol>
      {run.events.length > shown && (
        <div>
          <Button onClick={() => setShown(shown + AT_ONCE)}>
            Show more: {shown} of {run.events.length} are shown
          </Button>
        </div>
      )}
    </div>
  );
}

function Event({ event, start }: { event: RunEvent; start: string | null }): ReactNode {
  const [zone] = useZone();
  const { name, time, ...rest } = event;
  const afterMs = timeSpanMs(start, time);
  const said = Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
  return (
    <div className={styles.event}>
      <div className={styles.eventHead}>
        <span dir="auto" className={styles.eventName}>
          {name}
        </span>
        <time dateTime={time} title={formatMoment(time, zone)} className={styles.eventTime}>
          {formatTime(time, zone)}
          {afterMs !== null && ` · after ${formatDuration(afterMs)}`}
        </time>
      </div>
      {Object.keys(said).length > 0 && <JsonView value={said} label={`the event ${name.slice(0, 80)}`} />}
    </div>
  );
}
