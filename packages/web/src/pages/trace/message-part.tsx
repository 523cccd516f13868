/** One part of a message. */
import { useState, type ReactNode } from 'react';
import type { Json } from '../../model/answers.js';
import type { Part, ToolResult } from '../../model/messages/conversation-types.js';
import { jsonOrText } from '../../model/messages/fields.js';
import { formatExactly } from '../../model/words.js';
import { Icon } from '../../ui/icons.js';
import { JsonView } from '../../ui/json-view/json-view.js';
import { Markdown } from '../../ui/markdown/markdown.js';
import { MediaView } from './media-view.js';
import styles from './messages-tab.module.css';

interface MessagePartProps {
  part: Part;
  /** Of a call. */
  result?: ToolResult | undefined;
  isMarkdown: boolean;
}

export function MessagePart({ part, result, isMarkdown }: MessagePartProps): ReactNode {
  switch (part.kind) {
    case 'text':
      return <Said text={part.text} isMarkdown={isMarkdown} />;
    case 'refusal':
      return (
        <div className={styles.refusal}>
          <strong>Refused: </strong>
          <Said text={part.text} isMarkdown={false} />
        </div>
      );
    case 'reasoning':
      return <Reasoning text={part.text} />;
    case 'media':
      return <MediaView media={part} />;
    case 'tool-call':
      return (
        <div className={styles.call} data-tone="tool" role="group" aria-label={`Call of ${part.name.slice(0, 100)}`}>
          <p className={styles.callHead}>
            <Icon name="wrench" size={14} />
            <bdi>{part.name.slice(0, 200)}</bdi>
            {part.note !== null && <span className={styles.label}>{part.note}</span>}
          </p>
          <Value value={part.input} label={`the input of ${part.name.slice(0, 80)}`} />
          {result !== undefined && <Result result={result} isMarkdown={isMarkdown} />}
        </div>
      );
    case 'tool-result':
      return <Result result={part} isMarkdown={isMarkdown} isAlone />;
    case 'unknown':
      return <Value value={part.value} label="a part of unknown shape" />;
  }
}

function Result({
  result,
  isMarkdown,
  isAlone = false,
}: {
  result: ToolResult;
  isMarkdown: boolean;
  isAlone?: boolean;
}): ReactNode {
  const of = result.name ?? result.callId;
  return (
    <div
      className={styles.result}
      role="group"
      aria-label={result.isError ? 'Failed result' : 'Result'}
      data-tone={result.isError ? 'error' : undefined}
    >
      <p className={styles.resultHead}>
        {result.isError ? 'Failed' : 'Result'}
        {isAlone && of !== null && (
          <>
            {' of '}
            <bdi>{of.slice(0, 200)}</bdi>
          </>
        )}
      </p>
      {result.parts.length === 0 && <p className={styles.label}>Nothing.</p>}
      {result.parts.map((part, index) => (
        <ResultPart key={index} part={part} isMarkdown={isMarkdown} />
      ))}
    </div>
  );
}

/** Tools answer with JSON as text more often than not. */
function ResultPart({ part, isMarkdown }: { part: Part; isMarkdown: boolean }): ReactNode {
  const value = part.kind === 'text' && /^\s*[[{]/u.test(part.text) ? jsonOrText(part.text) : null;
  if (typeof value === 'object' && value !== null) return <JsonView value={value} label="the result" />;
  return <MessagePart part={part} isMarkdown={isMarkdown} />;
}

function Value({ value, label }: { value: Json; label: string }): ReactNode {
  return <JsonView value={value} label={label} />;
}

/** Given in full where the provider gives it; closed, since it is rarely what is looked for. */
function Reasoning({ text }: { text: string }): ReactNode {
  if (text === '') return <p className={styles.label}>Reasoning, which the provider does not show.</p>;
  return (
    <details className={styles.reasoning}>
      <summary className={styles.summary}>Reasoning ({formatExactly(text.length)} characters)</summary>
      <Said text={text} isMarkdown={false} />
    </details>
  );
}

/** Characters that are shown at first. */
const AT_FIRST = 8000;
const AT_ONCE = 200_000;

function Said({ text, isMarkdown }: { text: string; isMarkdown: boolean }): ReactNode {
  const [shown, setShown] = useState(AT_FIRST);
  const rest = text.length - shown;
  const begin = rest > 0 ? text.slice(0, shown) : text;
  return (
    <div>
      {isMarkdown ? (
        <Markdown text={begin} />
      ) : (
        <p className={styles.text} dir="auto">
          {begin}
        </p>
      )}
      {rest > 0 && (
        <button type="button" className={styles.more} onClick={() => setShown(shown + AT_ONCE)}>
          … show {formatExactly(Math.min(rest, AT_ONCE))} more characters
        </button>
      )}
    </div>
  );
}
