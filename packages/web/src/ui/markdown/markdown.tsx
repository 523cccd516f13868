/** Markdown of traced content as elements. There is no way from text to HTML here, and nothing is fetched. */
import { memo, type ReactNode } from 'react';
import { classNames } from '../class-names.js';
import { OutsideLink } from '../outside-link.js';
import { blocksOf, type Block } from './markdown-blocks.js';
import type { Span } from './markdown-spans.js';
import styles from './markdown.module.css';

/** Characters. A longer text is shown as it is. */
const LONGEST = 200_000;

export const Markdown = memo(function Markdown({ text }: { text: string }): ReactNode {
  if (text.length > LONGEST) return <div className={styles.plain}>{text}</div>;
  return (
    <div className={styles.markdown} dir="auto">
      <Blocks blocks={blocksOf(text)} />
    </div>
  );
});

function Blocks({ blocks }: { blocks: readonly Block[] }): ReactNode {
  return blocks.map((block, index) => <OneBlock key={index} block={block} />);
}

function OneBlock({ block }: { block: Block }): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <Spans spans={block.spans} />
        </p>
      );
    case 'heading':
      // The page has headings of its own; these are part of a text.
      return (
        <p className={classNames(styles.heading, block.level <= 2 && styles.large)}>
          <Spans spans={block.spans} />
        </p>
      );
    case 'code':
      return (
        <pre
          className={styles.code}
          tabIndex={0}
          aria-label={block.language === '' ? 'Code' : `Code, ${block.language}`}
        >
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return (
        <blockquote className={styles.quote}>
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case 'list':
      return <List {...block} />;
    case 'table':
      return <Table {...block} />;
    case 'rule':
      return <hr className={styles.rule} />;
  }
}

function List({ isOrdered, start, items }: Extract<Block, { kind: 'list' }>): ReactNode {
  const entries = items.map((blocks, index) => (
    <li key={index}>
      <Blocks blocks={blocks} />
    </li>
  ));
  if (!isOrdered) return <ul className={styles.bullets}>{entries}</ul>;
  return (
    <ol className={styles.numbers} start={start}>
      {entries}
    </ol>
  );
}

function Table({ head, rows }: Extract<Block, { kind: 'table' }>): ReactNode {
  return (
    <div className={styles.tableBox} tabIndex={0} role="group" aria-label="Table">
      <table className={styles.table}>
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col">
                <Spans spans={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, index) => (
                <td key={index}>
                  <Spans spans={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Spans({ spans }: { spans: readonly Span[] }): ReactNode {
  return spans.map((span, index) => <OneSpan key={index} span={span} />);
}

function OneSpan({ span }: { span: Span }): ReactNode {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'code':
      return <code className={styles.inline}>{span.text}</code>;
    case 'strong':
      return (
        <strong>
          <Spans spans={span.spans} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Spans spans={span.spans} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Spans spans={span.spans} />
        </s>
      );
    case 'link':
      return <OutsideLink address={span.address}>{span.isImage ? `image: ${span.text}` : span.text}</OutsideLink>;
  }
}
