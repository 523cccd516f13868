/** All of a JSON value as text. Only the lines in the window exist; they are asked for when they come into it. */
import { useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { VirtualList } from '../virtual-list.js';
import type { TextForm } from './json-reader.js';
import type { JsonSource } from './json-source.js';
import styles from './json-view.module.css';
import { useAsked } from './use-asked.js';

interface JsonTextProps {
  source: JsonSource;
  form: TextForm;
  isWrapped: boolean;
  label: string;
}

/** Pixels. */
const LINE_HEIGHT = 18;
const MOST_HEIGHT = 560;

export function JsonText({ source, form, isWrapped, label }: JsonTextProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const fitting = useColumns(box);
  const columns = isWrapped ? fitting : Number.MAX_SAFE_INTEGER;
  const count = useAsked(
    source,
    'lineCount',
    useMemo((): [TextForm, number] | null => (columns === null ? null : [form, columns]), [form, columns]),
  );
  return (
    <div ref={box} className={styles.textBox}>
      {count.problem !== null && (
        <p className={styles.empty}>It could not be read: {count.problem}. Reload the page.</p>
      )}
      {count.answer === undefined && count.problem === null && <p className={styles.empty}>Being read …</p>}
      {count.answer !== undefined && columns !== null && (
        <div style={{ height: Math.min(MOST_HEIGHT, count.answer * LINE_HEIGHT + 16) }}>
          <VirtualList
            role="region"
            aria-label={`Text of ${label}`}
            tabIndex={0}
            count={count.answer}
            rowHeight={LINE_HEIGHT}
            renderRow={(index, top) => <TextLine key={index} {...{ source, form, columns, index, top }} />}
          />
        </div>
      )}
    </div>
  );
}

interface TextLineProps {
  source: JsonSource;
  form: TextForm;
  columns: number;
  index: number;
  top: number;
}

function TextLine({ source, form, columns, index, top }: TextLineProps): ReactNode {
  const lines = useAsked(
    source,
    'lines',
    useMemo((): [TextForm, number, number, number] => [form, columns, index, index + 1], [form, columns, index]),
  );
  return (
    <div className={styles.textLine} style={{ top }}>
      {lines.answer?.[0] ?? ''}
    </div>
  );
}

/** How many signs of the view's font fit into a line; null before it is drawn. */
function useColumns(box: { current: HTMLDivElement | null }): number | null {
  const [columns, setColumns] = useState<number | null>(null);
  // Before the first drawing: what is below would move when the lines come.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const probe = document.createElement('span');
    probe.textContent = '0'.repeat(100);
    probe.className = styles.probe ?? '';
    element.append(probe);
    const signWidth = probe.getBoundingClientRect().width / 100;
    probe.remove();
    const measure = (): void => setColumns(Math.max(20, Math.floor((element.clientWidth - 20) / signWidth)));
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [box]);
  return columns;
}
