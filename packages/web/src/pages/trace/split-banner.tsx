/** Another trace that seems to be one with this, told in both; and what is shown as one, to be taken apart again. */
import { Fragment, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useJoining, type Joining } from '../../data/use-trace.js';
import type { ChangeView } from '../../data/use-view.js';
import type { TraceAnswer } from '../../model/answers.js';
import { findingUrl, traceUrl } from '../../model/page-url.js';
import { otherSide, sideOf, splitNews, wishOf, type JoinGroup, type SplitGroup } from '../../model/splits.js';
import { Button } from '../../ui/button.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Icon } from '../../ui/icons.js';
import { RunLink } from './finding-card.js';
import styles from './split-banner.module.css';

interface SplitBannerProps {
  answer: TraceAnswer;
  names: ReadonlyMap<string, string>;
  /** Whether joined traces are left out. */
  isAlone: boolean;
  onView: ChangeView;
  onShow: (runId: string) => void;
}

/** More would push the trace itself out of sight. */
const MOST = 3;

export function SplitBanner({ answer, names, isAlone, onView, onShow }: SplitBannerProps): ReactNode {
  const joining = useJoining();
  const { suspected, joined } = splitNews(answer);
  if (suspected.length + joined.length === 0 && !isAlone) return null;
  return (
    <section className={styles.banners} aria-label="Traces that belong together">
      {suspected.slice(0, MOST).map((group) => (
        <Suspicion key={group[0].run_id} group={group} traceId={answer.trace_id} {...{ joining, names, onShow }} />
      ))}
      {suspected.length > MOST && <p className={styles.rest}>and {suspected.length - MOST} more</p>}
      {joined.slice(0, MOST).map((group) => (
        <Joined key={group[0].run_id} group={group} answer={answer} {...{ joining, names, onShow, onView }} />
      ))}
      {joined.length > MOST && <p className={styles.rest}>and {joined.length - MOST} more are shown as one with it</p>}
      {isAlone && (
        <div className={styles.banner} data-tone="plain">
          <p className={styles.words}>Traces that are shown as one with this are left out.</p>
          <Button onClick={() => onView({ isAlone: false })}>Show them</Button>
        </div>
      )}
      {joining.problem !== null && (
        <p role="alert" className={styles.problem}>
          {joining.problem.message} {joining.problem.remedy}
        </p>
      )}
    </section>
  );
}

interface SideProps {
  traceId: string;
  names: ReadonlyMap<string, string>;
  joining: Joining;
  onShow: (runId: string) => void;
}

function Suspicion({ group, traceId, joining, names, onShow }: SideProps & { group: SplitGroup }): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const [split] = group;
  const isAstray = sideOf(split, traceId) === 'astray';
  const isCertain = split.severity === 'warning';
  const isOne = isAstray || group.length === 1;
  const verb = isCertain ? (isOne ? 'belongs' : 'belong') : isOne ? 'seems to belong' : 'seem to belong';
  return (
    <div className={styles.banner} data-tone={isCertain ? 'finding' : 'plain'}>
      <div className={styles.line}>
        <Icon name="flag" size={14} className={styles.icon} />
        <p className={styles.words} dir="auto">
          {isAstray ? (
            <>
              This trace {verb} below{' '}
              <TraceLink traceId={split.parent_trace_id} runId={split.parent_id} name={split.parent_name} /> of another
              trace
            </>
          ) : (
            <>
              <Others group={group} />
              {verb} here, below <RunLink id={split.parent_id} names={names} onShow={onShow} />
            </>
          )}
          {split.evidence.length > 0 && `: ${split.evidence.join('; ')}`}.
        </p>
        <Button kind="quiet" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          How to mend it
        </Button>
        <Button icon="link" disabled={joining.isBusy} onClick={() => joining.join(group.map(wishOf))}>
          Show as one
        </Button>
      </div>
      {isOpen && (
        <div className={styles.remedy}>
          <p dir="auto">
            {split.remedy} <Link href={findingUrl('split-trace')}>More on this finding</Link>
          </p>
          {split.code_to_copy !== undefined && <CodeBlock code={split.code_to_copy} what="the remedy" />}
        </div>
      )}
    </div>
  );
}

function Others({ group }: { group: SplitGroup }): ReactNode {
  const links = group.slice(0, MOST).map(({ trace_id, run_id, run_name }) => (
    <Fragment key={run_id}>
      <TraceLink traceId={trace_id} runId={run_id} name={run_name} />,{' '}
    </Fragment>
  ));
  if (group.length === 1) return <>Another trace, {links}</>;
  return (
    <>
      {group.length} other traces, {links}
      {group.length > MOST && `and ${group.length - MOST} more, `}
    </>
  );
}

type JoinedProps = Omit<SideProps, 'traceId'> & { group: JoinGroup; answer: TraceAnswer; onView: ChangeView };

function Joined({ group, answer, joining, names, onShow, onView }: JoinedProps): ReactNode {
  const [join] = group;
  const isAstray = sideOf(join, answer.trace_id) === 'astray';
  const why = join.by === 'evidence' ? 'because an id says so' : 'because a reader asked for it';
  return (
    <div className={styles.banner} data-tone="plain">
      <div className={styles.line}>
        <Icon name="link" size={14} className={styles.icon} />
        <p className={styles.words} dir="auto">
          {isAstray ? (
            <>
              This trace is shown as one with another, below{' '}
              <TraceLink traceId={join.parent_trace_id} runId={join.parent_id} name={otherSide(answer, join)} />, {why}.
            </>
          ) : (
            <>
              {group.length === 1 ? 'Two' : group.length + 1} traces are shown as one:{' '}
              {group.slice(0, MOST).map(({ run_id, trace_id }, index) => (
                <Fragment key={run_id}>
                  {index > 0 && ', '}
                  <RunLink id={run_id} names={names} onShow={onShow} /> of{' '}
                  <TraceLink traceId={trace_id} runId={run_id} name={`trace …${trace_id.slice(-8)}`} />
                </Fragment>
              ))}
              {group.length > MOST && ` and ${group.length - MOST} more`} {group.length === 1 ? 'stands' : 'stand'}{' '}
              below <RunLink id={join.parent_id} names={names} onShow={onShow} />, {why}.
            </>
          )}{' '}
          What was sent stays as it is.
        </p>
        {!isAstray && (
          <Button kind="quiet" onClick={() => onView({ isAlone: true })}>
            Leave it out
          </Button>
        )}
        <Button disabled={joining.isBusy} onClick={() => joining.part(group)}>
          Take apart
        </Button>
      </div>
    </div>
  );
}

function TraceLink({ traceId, runId, name }: { traceId: string; runId: string; name: string }): ReactNode {
  return (
    <Link href={traceUrl(traceId, runId)} title={traceId} className={styles.link}>
      <bdi>{name.slice(0, 120)}</bdi>
    </Link>
  );
}
