/** Address → page below a shared link: the forms of one trace, without the rest of the app. */
import { lazy, Suspense, type ReactNode } from 'react';
import { Router } from 'wouter';
import { usePathname } from 'wouter/use-browser-location';
import { pageBase } from './data/api-target.js';
import { findingUrl, pageOf } from './model/page-url.js';
import { FindingPage } from './pages/finding/finding-page.js';
import { SharedPage } from './pages/shared/shared-page.js';
import { TracePage } from './pages/trace/trace-page.js';
import { Frame } from './ui/frame.js';
import { Mark } from './ui/icons.js';
import { LoadingState } from './ui/state.js';
import { ThemeSwitch } from './ui/theme-switch.js';

const ConversationPage = lazy(async () => ({
  default: (await import('./pages/trace/conversation-page.js')).ConversationPage,
}));
const OutlinePage = lazy(async () => ({ default: (await import('./pages/trace/outline-page.js')).OutlinePage }));

export function SharedRoutes(): ReactNode {
  return (
    <Router base={pageBase}>
      <Frame rail={<Mark />} tools={<ThemeSwitch />}>
        <Suspense fallback={<LoadingState />}>
          <CurrentPage path={usePathname().slice(pageBase.length)} />
        </Suspense>
      </Frame>
    </Router>
  );
}

function CurrentPage({ path }: { path: string }): ReactNode {
  const page = pageOf(path);
  switch (page.kind) {
    case 'trace':
      return <TracePage key={page.traceId} traceId={page.traceId} />;
    case 'conversation':
      return <ConversationPage key={page.traceId} traceId={page.traceId} />;
    case 'outline':
      return <OutlinePage key={page.traceId} traceId={page.traceId} />;
    case 'finding':
      return <FindingPage key={findingUrl(page.code)} code={page.code} />;
    default:
      return <SharedPage />;
  }
}
