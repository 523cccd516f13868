/** Go anywhere by typing or pasting: a combobox over one list of choices, above the page. */
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { recentVisits } from '../../data/use-recent.js';
import { useFind } from '../../data/use-search.js';
import { paletteEntries, type PaletteEntry, type Setting } from '../../model/palette.js';
import { readPasted } from '../../model/pasted.js';
import { Dialog } from '../../ui/dialog.js';
import { Icon } from '../../ui/icons.js';
import styles from './palette.module.css';

interface PaletteProps {
  /** The project that the page is of; null: none. */
  project: string | null;
  onSetting: (setting: Setting) => void;
  onClose: () => void;
}

export function Palette({ project, onSetting, onClose }: PaletteProps): ReactNode {
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [visits] = useState(recentVisits);
  const [active, setActive] = useState(0);
  const [isAwaited, setIsAwaited] = useState(false);
  const pasted = readPasted(text);
  const sought = pasted === null ? text.trim() : (pasted.sought ?? '');
  const finding = useFind(sought);
  const found = sought === '' ? undefined : finding.data;
  // What the answer before this one said of another id is no answer to this one.
  const fitting = pasted !== null && finding.isSearching ? undefined : found;
  const entries = paletteEntries({ text, pasted, found: fitting, visits, project });
  const current = Math.min(active, entries.length - 1);
  const id = useId();

  const choose = ({ to }: PaletteEntry): void => {
    onClose();
    if ('href' in to) navigate(to.href);
    else onSetting(to.setting);
  };
  /** Who pastes an id and presses Enter at once means what the server will say of it. */
  const chooseCurrent = async (): Promise<void> => {
    const chosen = entries[current];
    if (chosen !== undefined) return choose(chosen);
    if (sought === '' || isAwaited) return undefined;
    setIsAwaited(true);
    const answer = await finding.ask(sought).catch(() => undefined);
    setIsAwaited(false);
    const [first] = paletteEntries({ text, pasted, found: answer, visits, project });
    return first === undefined ? undefined : choose(first);
  };
  const press = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      onClose();
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      void chooseCurrent();
    }
    const next = moved(event.key, current, entries.length);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <Dialog label="Go to" onClose={onClose}>
      <div className={styles.field}>
        <Icon name="search" />
        <input
          className={styles.input}
          role="combobox"
          aria-label="Go to a project, trace, run, thread or page; or paste an id or a link"
          aria-expanded={entries.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={entries.length === 0 ? undefined : `${id}-${current}`}
          placeholder="Name, id, dotted order, traceparent or link"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={press}
        />
      </div>
      <Choices id={id} entries={entries} current={current} onChoose={choose} onPoint={setActive} />
      <p role="status" className={styles.status}>
        {statusOf(entries, finding.isSearching && sought !== '', finding.problem?.message, fitting?.is_complete)}
      </p>
    </Dialog>
  );
}

/** Where a key leads; null: not by this one. Round and round, as in a list that is short. */
function moved(key: string, current: number, count: number): number | null {
  if (count === 0) return null;
  if (key === 'ArrowDown') return (current + 1) % count;
  if (key === 'ArrowUp') return (current - 1 + count) % count;
  if (key === 'PageDown') return Math.min(count - 1, current + PAGE);
  return key === 'PageUp' ? Math.max(0, current - PAGE) : null;
}

const PAGE = 8;

function statusOf(
  entries: readonly PaletteEntry[],
  isSearching: boolean,
  problem: string | undefined,
  isComplete: boolean | undefined,
): string {
  if (problem !== undefined) return problem;
  if (isSearching) return 'Looking …';
  if (entries.length === 0) return 'Nothing of this id has been received, or its link is of another kind';
  const count = entries.length === 1 ? '1 choice' : `${entries.length} choices`;
  return isComplete === false ? `${count}; the search took too long and was ended: there may be more` : count;
}

interface ChoicesProps {
  id: string;
  entries: readonly PaletteEntry[];
  current: number;
  onChoose: (entry: PaletteEntry) => void;
  onPoint: (index: number) => void;
}

function Choices({ id, entries, current, onChoose, onPoint }: ChoicesProps): ReactNode {
  const groups = [...new Set(entries.map(({ group }) => group))];
  return (
    <div id={`${id}-list`} role="listbox" aria-label="Choices" className={styles.list}>
      {groups.map((group) => (
        <div key={group} role="group" aria-label={group}>
          <div aria-hidden="true" className={styles.group}>
            {group}
          </div>
          {entries.map(
            (entry, index) =>
              entry.group === group && (
                <div
                  key={JSON.stringify(entry.to)}
                  id={`${id}-${index}`}
                  role="option"
                  aria-selected={index === current}
                  className={styles.choice}
                  onPointerMove={() => index !== current && onPoint(index)}
                  onClick={() => onChoose(entry)}
                >
                  <Icon name={entry.icon} className={styles.icon} />
                  <bdi className={styles.label}>{entry.label.slice(0, LONGEST)}</bdi>{' '}
                  <bdi className={styles.detail}>{entry.detail.slice(0, LONGEST)}</bdi>
                </div>
              ),
          )}
        </div>
      ))}
    </div>
  );
}

const LONGEST = 200;
