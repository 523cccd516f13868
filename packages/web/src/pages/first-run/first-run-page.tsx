/** Before the first trace: what to paste, and a page that goes to the trace as soon as it is there. */
import { useEffect, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useFirstTrace } from '../../data/use-first-trace.js';
import type { AppStatus } from '../../model/answers.js';
import { environmentLines, snippets, type Snippet } from '../../model/first-trace.js';
import { traceUrl } from '../../model/page-url.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Crumb, Page } from '../../ui/frame.js';
import { StatusDot } from '../../ui/status-dot.js';
import { Tabs } from '../../ui/tabs.js';
import styles from './first-run-page.module.css';

export function FirstRunPage({ status }: { status: AppStatus }): ReactNode {
  const [language, setLanguage] = useState<Snippet['id']>('typescript');
  const first = useFirstTrace();
  const [, navigate] = useLocation();
  useEffect(() => {
    if (first !== null) navigate(traceUrl(first));
  }, [first, navigate]);
  const all = snippets(status.endpoint);
  const snippet = all.find((one) => one.id === language);
  return (
    <Page title="Tracenest" crumbs={<Crumb is="current">First trace</Crumb>}>
      <div className={styles.page}>
        <header className={styles.head}>
          <h1 className={styles.title}>Send your first trace</h1>
          <p className={styles.lead}>
            A program that already uses LangSmith, LangChain or LangGraph needs no change: these lines send its traces
            here.
          </p>
          <p className={styles.waiting} role="status">
            <StatusDot tone="running" label="" />
            Waiting for the first trace. This page goes to it by itself.
          </p>
        </header>
        <section className={styles.step} aria-labelledby="environment">
          <h2 id="environment">1. Tell the program where to send</h2>
          <CodeBlock code={environmentLines(status.endpoint, status.needs_key)} what="the environment lines" />
        </section>
        <section className={styles.step} aria-labelledby="program">
          <h2 id="program">2. Run it, or try this one</h2>
          <div className={styles.tabs}>
            <Tabs label="Language" items={all} selected={language} onSelect={setLanguage}>
              {snippet !== undefined && <Program snippet={snippet} />}
            </Tabs>
          </div>
        </section>
        <footer className={styles.foot}>
          Tracenest {status.version} keeps everything it receives in <code>{status.store}</code>.
        </footer>
      </div>
    </Page>
  );
}

function Program({ snippet }: { snippet: Snippet }): ReactNode {
  return (
    <div className={styles.program}>
      {snippet.install !== null && <CodeBlock code={snippet.install} what="the command that installs the client" />}
      <CodeBlock code={snippet.code} what="the program" title={snippet.file ?? undefined} />
      {snippet.run !== null && <CodeBlock code={snippet.run} what="the command that runs it" />}
    </div>
  );
}
