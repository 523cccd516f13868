/** What a finding means: what happened, why, and how to mend it in either language. */
import type { ReactNode } from 'react';
import { useFindingPage } from '../../data/use-finding-page.js';
import { blocksOf, findingSummary, type Block } from '../../model/finding-page.js';
import { pathTo } from '../../model/page-url.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Crumbs } from '../../ui/crumbs.js';
import { Page } from '../../ui/frame.js';
import { EmptyState, UnansweredState } from '../../ui/state.js';
import styles from './finding-page.module.css';

export function FindingPage({ code }: { code: string }): ReactNode {
  const answer = useFindingPage(code);
  const { data: text } = answer;
  return (
    <Page title={code.slice(0, 80)} crumbs={<Crumbs path={pathTo()} here={code.slice(0, 80)} />}>
      <UnansweredState answer={answer} />
      {text === null && (
        <EmptyState icon="flag" title="This version knows no such finding">
          <p>It may come from a newer SDK: update Tracenest to read about it.</p>
        </EmptyState>
      )}
      {typeof text === 'string' && (
        <article className={styles.page}>
          <Summary code={code} />
          {blocksOf(text).map((block, index) => (
            // The blocks of one text: their places are their own.
            <BlockView key={index} block={block} />
          ))}
        </article>
      )}
    </Page>
  );
}

function Summary({ code }: { code: string }): ReactNode {
  const summary = findingSummary(code);
  if (summary === null) return null;
  return (
    <p className={styles.summary}>
      <span className={styles.severity}>{summary.severity}</span> {summary.sentence}
    </p>
  );
}

function BlockView({ block }: { block: Block }): ReactNode {
  switch (block.is) {
    case 'heading':
      return <h2 className={styles.heading}>{block.text}</h2>;
    case 'code':
      return <CodeBlock code={block.text} what="the code" title={block.title === '' ? undefined : block.title} />;
    case 'paragraph':
      return (
        <p>
          {block.parts.map(({ text, isCode }, index) =>
            isCode ? <code key={index}>{text}</code> : <span key={index}>{text}</span>,
          )}
        </p>
      );
  }
}
