/** Another trace to compare this one with: a recent one of the same name, or any by its id. */
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useNow } from '../../data/use-now.js';
import { useFind, useSearch } from '../../data/use-search.js';
import { useZone } from '../../data/use-zone.js';
import type { FoundAnswer } from '../../model/answers.js';
import { compareUrl, pageOf } from '../../model/page-url.js';
import { readPasted } from '../../model/pasted.js';
import { stateOf } from '../../model/run-look.js';
import { emptySearch } from '../../model/search-view.js';
import { formatAge, formatLatency, formatMoment } from '../../model/words.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { LoadingState } from '../../ui/state.js';
import styles from './compare-with.module.css';

interface CompareWithProps {
  traceId: string;
  name: string;
  project: string;
}

export function CompareWith(props: CompareWithProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button kind="quiet" icon="compare" aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        Compare with …
      </Button>
      {isOpen && (
        <Dialog label="Compare with another trace" onClose={() => setIsOpen(false)}>
          <Choices {...props} />
        </Dialog>
      )}
    </>
  );
}

function Choices({ traceId, name, project }: CompareWithProps): ReactNode {
  return (
    <div className={styles.choices}>
      <PastedTrace traceId={traceId} />
      <h2 className={styles.title}>
        Recent traces named <bdi>{name.slice(0, 200)}</bdi>
      </h2>
      <Recent traceId={traceId} name={name} project={project} />
    </div>
  );
}

/** The earlier trace is the first: what changed since then is told. */
function Recent({ traceId, name, project }: CompareWithProps): ReactNode {
  const [zone] = useZone();
  const nowMs = useNow(AGES_RENEWED_EVERY_MS);
  const { data, problem } = useSearch({
    ...emptySearch,
    q: `eq(name, ${JSON.stringify(name)})`,
    project,
    isRoot: true,
  });
  if (data === undefined) return problem === null ? <LoadingState rows={4} /> : <p>{problem.message}</p>;
  const here = data.findIndex((run) => run.trace_id === traceId);
  const others = data.filter((run) => run.trace_id !== traceId);
  if (others.length === 0)
    return <p className={styles.quiet}>There is no other yet. Paste the id of any trace above.</p>;
  return (
    <ul className={styles.list} aria-label="Recent traces of the same name">
      {others.slice(0, MOST).map((run) => {
        const isLater = here < 0 || data.indexOf(run) < here;
        const [a, b] = isLater ? [traceId, run.trace_id] : [run.trace_id, traceId];
        const result = run.status === 'error' ? run.error_preview : run.outputs_preview;
        return (
          <li key={run.id}>
            <Link href={compareUrl(a, b)} className={styles.choice}>
              <time dateTime={run.start_time} title={formatMoment(run.start_time, zone)}>
                {formatAge(run.start_time, nowMs, zone)}
              </time>{' '}
              <span className={run.status === 'error' ? styles.failed : undefined}>
                {stateOf({ ...run, placeholder: null })}
              </span>{' '}
              <span>{formatLatency(run, nowMs)}</span>{' '}
              <bdi className={styles.preview}>{result ?? run.inputs_preview ?? ''}</bdi>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

const AGES_RENEWED_EVERY_MS = 10_000;
const MOST = 30;

function PastedTrace({ traceId }: { traceId: string }): ReactNode {
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const finding = useFind('');
  const id = useId();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const pasted = readPasted(text);
    if (pasted === null) return setProblem('This is no id and no link of a trace or run');
    const known = pasted.href === null ? null : pageOf(pasted.href.split('?')[0] ?? '');
    const answer = pasted.sought === null ? null : await finding.ask(pasted.sought).catch(() => null);
    const other = traceFound(answer) ?? (known?.kind === 'trace' ? known.traceId : null);
    if (other === null) return setProblem('Nothing of this id has been received');
    if (other === traceId) return setProblem('This is the trace that is open');
    return navigate(compareUrl(traceId, other));
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      <input
        className={styles.field}
        aria-label="Id or link of a trace or run"
        aria-describedby={`${id}-problem`}
        aria-invalid={problem !== null}
        placeholder="Id or link of a trace or run"
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setProblem(null);
        }}
      />
      <Button kind="primary" type="submit" disabled={text.trim() === ''}>
        Compare
      </Button>
      <p id={`${id}-problem`} role="status" className={styles.problem}>
        {problem}
      </p>
    </form>
  );
}

function traceFound(answer: FoundAnswer | null): string | null {
  for (const thing of answer?.found ?? []) {
    if ((thing.kind === 'trace' || thing.kind === 'run') && thing.trace_id !== null) return thing.trace_id;
  }
  return null;
}
