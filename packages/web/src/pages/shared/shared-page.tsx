/** Where a shared link leads: to the run that somebody shared, or to the word that it is shared no more. */
import type { ReactNode } from 'react';
import { Redirect } from 'wouter';
import { useShared } from '../../data/use-share.js';
import { traceUrl } from '../../model/page-url.js';
import { Crumb, Page } from '../../ui/frame.js';
import { EmptyState, ErrorState, LoadingState } from '../../ui/state.js';

export function SharedPage(): ReactNode {
  const { data, problem, retry } = useShared();
  if (data !== undefined) return <Redirect to={traceUrl(data.trace_id, data.run_id)} replace />;
  return (
    <Page title="Shared trace" crumbs={<Crumb is="heading">Shared trace</Crumb>}>
      {problem === null && <LoadingState />}
      {problem?.isNotFound === true && (
        <EmptyState icon="link" title="Nothing is shared under this link">
          <p>{problem.remedy}</p>
        </EmptyState>
      )}
      {problem?.isNotFound === false && (
        <ErrorState title={problem.message} remedy={problem.remedy} isRetried={problem.isRetried} onRetry={retry} />
      )}
    </Page>
  );
}
