/** A run known by its id alone: leads to its place in its trace. */
import type { ReactNode } from 'react';
import { Redirect } from 'wouter';
import { useTraceOfRun } from '../../data/use-run.js';
import { traceUrl } from '../../model/page-url.js';
import { Crumb, Page } from '../../ui/frame.js';
import { EmptyState, ErrorState, LoadingState } from '../../ui/state.js';

export function RunPage({ runId }: { runId: string }): ReactNode {
  const { data, problem, retry } = useTraceOfRun(runId);
  if (data !== undefined) return <Redirect to={traceUrl(data.trace_id, data.id)} replace />;
  return (
    <Page title="Run" crumbs={<Crumb is="heading">Run</Crumb>}>
      {problem === null && <LoadingState />}
      {problem?.isNotFound === true && (
        <EmptyState icon="dashed" title="This run has not been received">
          <p>{problem.remedy}</p>
          <p>
            <code>{runId}</code>
          </p>
        </EmptyState>
      )}
      {problem?.isNotFound === false && (
        <ErrorState title={problem.message} remedy={problem.remedy} isRetried={problem.isRetried} onRetry={retry} />
      )}
    </Page>
  );
}
