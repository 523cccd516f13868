/** One kind of finding in a project. */
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useFindingTraces } from '../../data/use-project-findings.js';
import { useZone } from '../../data/use-zone.js';
import type { CodeFindings, ProjectFindings } from '../../model/answers.js';
import { isGrave } from '../../model/findings.js';
import { findingUrl, traceUrl } from '../../model/page-url.js';
import { barHeights, trendWords } from '../../model/project-findings.js';
import { formatExactly, formatMoment, formatQuantity } from '../../model/words.js';
import { Button } from '../../ui/button.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Icon } from '../../ui/icons.js';
import styles from './findings-page.module.css';

interface CodeCardProps {
  project: string;
  /** The answer that it is part of. */
  findings: ProjectFindings;
  code: CodeFindings;
}

export function CodeCard({ project, findings, code }: CodeCardProps): ReactNode {
  const [showsAll, setShowsAll] = useState(false);
  return (
    <article className={styles.card} data-tone={toneOf(code)} aria-label={code.code}>
      <header className={styles.head}>
        <Icon name="flag" size={14} />
        <h2 className={styles.code}>
          <Link href={findingUrl(code.code)} title="What this finding means">
            {code.code}
          </Link>
        </h2>
        <span className={styles.severity}>{code.severity}</span>
        <span className={styles.counts}>
          {formatQuantity(code.count, 'finding')} in {formatQuantity(code.trace_count, 'trace')}
        </span>
        <Trend findings={findings} trend={code.trend} />
      </header>
      <p dir="auto" className={styles.sentence}>
        {code.sentence}
      </p>
      <dl className={styles.facts}>
        <Names title="Functions" names={code.functions} />
        <Names title="Services" names={code.services} />
      </dl>
      <div className={styles.remedy}>
        <p dir="auto">{code.remedy}</p>
        {code.code_to_copy !== undefined && <CodeBlock code={code.code_to_copy} what="the remedy" />}
      </div>
      {showsAll ? (
        <AllTraces project={project} findings={findings} code={code.code} />
      ) : (
        <Examples code={code} onAll={() => setShowsAll(true)} />
      )}
    </article>
  );
}

function toneOf(code: CodeFindings): string {
  if (code.severity === 'error') return 'error';
  return isGrave(code) ? 'finding' : 'plain';
}

/** Width of a bar and of the gap behind it, of a drawing 24 high. */
const BAR = 4;
const STEP = 5;
const HEIGHT = 24;

function Trend({ findings, trend }: { findings: ProjectFindings; trend: readonly number[] }): ReactNode {
  const [zone] = useZone();
  const words = trendWords(trend, findings.since, findings.bucket_ms, zone);
  return (
    <svg
      role="img"
      aria-label={words}
      className={styles.trend}
      width={trend.length * STEP}
      height={HEIGHT}
      viewBox={`0 0 ${trend.length * STEP} ${HEIGHT}`}
    >
      <title>{words}</title>
      {barHeights(trend).map((height, index) => (
        <rect key={index} x={index * STEP} y={HEIGHT - height * HEIGHT} width={BAR} height={height * HEIGHT} />
      ))}
    </svg>
  );
}

function Names({ title, names }: { title: string; names: CodeFindings['functions'] }): ReactNode {
  if (names.length === 0) return null;
  return (
    <>
      <dt>{title}</dt>
      <dd>
        <ul className={styles.names}>
          {names.map(({ name, count }) => (
            <li key={name}>
              <bdi>{name.slice(0, 120)}</bdi> <span className={styles.count}>{formatExactly(count)}</span>
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}

function Examples({ code, onAll }: { code: CodeFindings; onAll: () => void }): ReactNode {
  return (
    <div className={styles.traces}>
      <ul className={styles.examples} aria-label={`Runs with ${code.code}`}>
        {code.examples.map((example) => (
          <li key={`${example.trace_id}${example.run_id}`}>
            <RunOf traceId={example.trace_id} runId={example.run_id} name={example.run_name} time={example.time} />
          </li>
        ))}
      </ul>
      {code.trace_count > code.examples.length && (
        <Button kind="quiet" onClick={onAll}>
          Show all {formatQuantity(code.trace_count, 'trace')}
        </Button>
      )}
    </div>
  );
}

function AllTraces({
  project,
  findings,
  code,
}: {
  project: string;
  findings: ProjectFindings;
  code: string;
}): ReactNode {
  const [{ since, until }] = useState(findings);
  const { data, problem, loadMore } = useFindingTraces({ project, code, since, until });
  return (
    <div className={styles.traces}>
      <ul className={styles.examples} aria-label={`Traces with ${code}`}>
        {data?.map(({ trace_id, name, count, example }) => (
          <li key={trace_id}>
            <RunOf traceId={trace_id} runId={example.run_id} name={name} time={example.time} />{' '}
            <span className={styles.count}>{formatQuantity(count, 'finding')}</span>
          </li>
        ))}
      </ul>
      {loadMore !== null && (
        <Button kind="quiet" onClick={loadMore}>
          Show more
        </Button>
      )}
      {problem !== null && (
        <p role="alert">
          {problem.message} {problem.remedy}
        </p>
      )}
    </div>
  );
}

interface RunOfProps {
  traceId: string;
  runId: string;
  name: string;
  time: string;
}

/** Leads to the run, with its finding open. */
function RunOf({ traceId, runId, name, time }: RunOfProps): ReactNode {
  const [zone] = useZone();
  return (
    <>
      <Link href={`${traceUrl(traceId, runId)}&tab=placement`} className={styles.link}>
        <bdi>{name.slice(0, 200)}</bdi>
      </Link>{' '}
      <time dateTime={time} className={styles.count}>
        {formatMoment(time, zone)}
      </time>
    </>
  );
}
