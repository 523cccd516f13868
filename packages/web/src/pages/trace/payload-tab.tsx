/** What went into a run and what came out of it, to read and to search. */
import { useMemo, type ReactNode } from 'react';
import { largeAddress } from '../../data/use-run.js';
import type { ChangeView } from '../../data/use-view.js';
import type { Json, RunDetail } from '../../model/answers.js';
import { forms, LONGEST_FIND, type Form, type View } from '../../model/view.js';
import { formatCount } from '../../model/words.js';
import { IconButton } from '../../ui/button.js';
import type { JsonSource } from '../../ui/json-view/json-source.js';
import { JsonSourceView } from '../../ui/json-view/json-view.js';
import { useAsked, useJsonSource } from '../../ui/json-view/use-asked.js';
import styles from './payload-tab.module.css';
import details from './run-details.module.css';
import { Section } from './section.js';

interface PayloadTabProps {
  run: RunDetail;
  view: View;
  onView: ChangeView;
}

export function PayloadTab({ run, view, onView }: PayloadTabProps): ReactNode {
  const input = useJsonSource(run.inputs, largeAddress(run, 'inputs'));
  const output = useJsonSource(run.outputs, largeAddress(run, 'outputs'));
  const found = [useFound(input, view.find), useFound(output, view.find)];
  const paths = found.map((one) => one?.paths ?? []);
  const total = paths[0]!.length + paths[1]!.length;
  const hit = Math.min(view.hit, total - 1);
  const current =
    total === 0
      ? null
      : hit < paths[0]!.length
        ? { in: 0, at: paths[0]![hit] }
        : { in: 1, at: paths[1]![hit - paths[0]!.length] };
  const look = { form: view.form, isWrapped: view.isWrapped, marked: view.find };
  const isEnded = run.status !== 'pending';
  return (
    <div className={details.body}>
      <Tools
        {...{ view, onView, total, hit }}
        isCut={found.some((one) => one?.isCut === true)}
        isDone={!found.includes(null)}
      />
      <Section title="Input">
        <Size of={run.large?.inputs} />
        {isAbsent(run.inputs, run.large?.inputs) ? (
          <p className={details.none}>No input was recorded.</p>
        ) : (
          <JsonSourceView
            source={input}
            label="the input"
            {...look}
            current={current?.in === 0 ? (current.at ?? null) : null}
          />
        )}
      </Section>
      <Section title="Output">
        <Size of={run.large?.outputs} />
        {isAbsent(run.outputs, run.large?.outputs) ? (
          <p className={details.none}>{isEnded ? 'No output was recorded.' : 'None yet: the run has not ended.'}</p>
        ) : (
          <JsonSourceView
            source={output}
            label="the output"
            {...look}
            current={current?.in === 1 ? (current.at ?? null) : null}
          />
        )}
      </Section>
    </div>
  );
}

function isAbsent(value: Json, large: number | undefined): boolean {
  return large === undefined && (value === null || value === undefined);
}

/** Said only of what is large: how much is to be expected. */
function Size({ of }: { of: number | undefined }): ReactNode {
  if (of === undefined) return null;
  return (
    <p className={details.none}>
      {(of / 1_000_000).toFixed(1)} million characters of JSON, read in a thread of its own.
    </p>
  );
}

/** Null while it is being searched. */
function useFound(source: JsonSource, find: string): { paths: string[]; isCut: boolean } | null {
  const asked = useAsked(
    source,
    'find',
    useMemo((): [string] | null => (find === '' ? null : [find]), [find]),
  );
  if (find === '' || asked.problem !== null) return NONE;
  return asked.answer ?? null;
}

const NONE = { paths: [], isCut: false };

interface ToolsProps extends Pick<PayloadTabProps, 'view' | 'onView'> {
  total: number;
  hit: number;
  isCut: boolean;
  isDone: boolean;
}

const formNames: Record<Form, string> = {
  tree: 'Tree',
  markdown: 'Tree, Markdown',
  raw: 'JSON',
  yaml: 'YAML',
};

function Tools({ view, onView, total, hit, isCut, isDone }: ToolsProps): ReactNode {
  const go = (step: number): void => onView({ hit: (hit + step + total) % total });
  return (
    <div role="toolbar" aria-label="Search and form" className={styles.tools}>
      <input
        type="search"
        className={styles.find}
        placeholder="Find in input and output"
        aria-label="Find in input and output"
        maxLength={LONGEST_FIND}
        value={view.find}
        // What is found is shown in the tree: the whole text has no entries to go through.
        onChange={(event) =>
          onView({ find: event.target.value, hit: 0, form: view.form === 'markdown' ? 'markdown' : 'tree' })
        }
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || total === 0) return;
          event.preventDefault();
          go(event.shiftKey ? -1 : 1);
        }}
      />
      {view.find !== '' && (
        <>
          <span role="status" className={styles.count}>
            {!isDone
              ? 'Searching …'
              : total === 0
                ? 'Nothing found'
                : `${hit + 1} of ${formatCount(total)}${isCut ? ' or more' : ''}`}
          </span>
          <IconButton icon="up" label="Previous" disabled={total === 0} onClick={() => go(-1)} />
          <IconButton icon="down" label="Next" disabled={total === 0} onClick={() => go(1)} />
        </>
      )}
      <span className={styles.gap} />
      {(view.form === 'raw' || view.form === 'yaml') && (
        <label className={styles.choice}>
          <input
            type="checkbox"
            checked={view.isWrapped}
            onChange={(event) => onView({ isWrapped: event.target.checked })}
          />
          Wrap lines
        </label>
      )}
      <label className={styles.choice}>
        <span className={styles.word}>Show as</span>
        <select
          className={styles.select}
          value={view.form}
          onChange={(event) => onView({ form: forms.find((form) => form === event.target.value) ?? 'tree' })}
        >
          {forms.map((form) => (
            <option key={form} value={form}>
              {formNames[form]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
