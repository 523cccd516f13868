/** The contents of the tabs: loaded when the first run is looked at, since lists need none of it. */
import type { ReactNode } from 'react';
import type { Beside } from '../../data/use-beside.js';
import type { LoadedTrace } from '../../data/use-trace.js';
import type { ChangeView } from '../../data/use-view.js';
import type { ExplainedFinding, RunDetail, TraceRowAnswer } from '../../model/answers.js';
import { rowShift, shiftedClocks } from '../../model/shifted-clocks.js';
import { at } from '../../model/trace-shape.js';
import type { Tab, View } from '../../model/view.js';
import { AttachmentsTab } from './attachments-tab.js';
import { DetailsTab } from './details-tab.js';
import { ErrorTab } from './error-tab.js';
import { EventsTab } from './events-tab.js';
import { FeedbackTab } from './feedback-tab.js';
import { LinksTab } from './links-tab.js';
import { MessagesTab } from './messages-tab.js';
import { PayloadTab } from './payload-tab.js';
import { PlacementTab } from './placement-tab.js';
import { RawTab } from './raw-tab.js';

interface RunPartsProps {
  trace: LoadedTrace;
  run: RunDetail;
  row: TraceRowAnswer;
  beside: Beside;
  findings: readonly ExplainedFinding[];
  names: ReadonlyMap<string, string>;
  tab: Tab;
  view: View;
  onView: ChangeView;
  onShow: (runId: string) => void;
}

export default function RunParts({
  tab,
  trace,
  run,
  row,
  beside,
  findings,
  names,
  view,
  onView,
  onShow,
}: RunPartsProps): ReactNode {
  const { shape, answer } = trace;
  switch (tab) {
    case 'messages':
      return <MessagesTab run={run} view={view} onView={onView} />;
    case 'io':
      return <PayloadTab run={run} view={view} onView={onView} />;
    case 'error':
      return <ErrorTab run={run} />;
    case 'details':
      return (
        <DetailsTab
          run={run}
          row={row}
          hasChildren={at(shape.childCount, shape.indexById.get(row.id) ?? 0) > 0}
          shift={rowShift(row, shiftedClocks(answer.findings))}
        />
      );
    case 'events':
      return <EventsTab run={run} />;
    case 'feedback':
      return <FeedbackTab beside={beside} />;
    case 'attachments':
      return <AttachmentsTab beside={beside} />;
    case 'links':
      return <LinksTab row={row} names={names} onShow={onShow} />;
    case 'placement':
      return <PlacementTab run={run} processes={answer.processes} findings={findings} names={names} onShow={onShow} />;
    case 'raw':
      return <RawTab run={run} view={view} />;
  }
}
