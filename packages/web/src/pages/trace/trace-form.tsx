/** What the forms of a trace other than its tree have in common: loading, what is absent, its place. */
import type { ReactNode } from 'react';
import { isShared } from '../../data/api-target.js';
import { useTrace, type LiveTrace, type LoadedTrace } from '../../data/use-trace.js';
import { pathTo, traceUrl } from '../../model/page-url.js';
import { figuresOf } from '../../model/trace-summary.js';
import { Crumbs } from '../../ui/crumbs.js';
import { Page } from '../../ui/frame.js';
import { EmptyState, ErrorState, LoadingState } from '../../ui/state.js';
import { TraceTabs, TraceTabsRoom } from './trace-tabs.js';

interface TraceFormProps {
  traceId: string;
  is: 'conversation' | 'outline';
  children: (loaded: LoadedTrace, trace: LiveTrace) => ReactNode;
}

const titles = { conversation: 'Conversation', outline: 'Outline' };

export function TraceForm({ traceId, is, children }: TraceFormProps): ReactNode {
  const trace = useTrace(traceId, false, null);
  const { data, problem } = trace;
  const loaded = data !== undefined && data.answer.rows.length > 0 ? data : null;
  const isAbsent = loaded === null && (problem?.isNotFound === true || data !== undefined);
  const isLoading = loaded === null && !isAbsent && problem === null;
  const name = loaded === null ? 'Trace' : figuresOf(loaded.answer, loaded.shape, Number.NaN).name.slice(0, 200);
  const path = isShared ? [] : pathTo(loaded?.answer.project);
  const crumbs = isLoading ? (
    <Crumbs path={path} />
  ) : (
    <Crumbs path={[...path, { href: traceUrl(traceId), label: name }]} here={titles[is]} />
  );
  return (
    <Page
      title={`${titles[is]} of ${name}`}
      crumbs={crumbs}
      tabs={loaded === null ? isLoading && <TraceTabsRoom /> : <TraceTabs trace={loaded} is={is} />}
    >
      {loaded !== null && children(loaded, trace)}
      {isAbsent && (
        <EmptyState icon="dashed" title="Nothing of this trace has been received">
          <p>
            <code>{traceId}</code>
          </p>
        </EmptyState>
      )}
      {isLoading && <LoadingState />}
      {loaded === null && !isAbsent && problem !== null && (
        <ErrorState
          title={problem.message}
          remedy={problem.remedy}
          isRetried={problem.isRetried}
          onRetry={trace.retry}
        />
      )}
    </Page>
  );
}
