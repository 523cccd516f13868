/** Runs of a project or of all, by words or by a filter: what is asked stands in the address. */
import { useId, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Link, useLocation, useSearch as useQueryText } from 'wouter';
import { useProjects } from '../../data/use-projects.js';
import { useSearch, type SearchedRuns } from '../../data/use-search.js';
import { useZone } from '../../data/use-zone.js';
import { pathTo } from '../../model/page-url.js';
import { readSearchView, searchUrl, type SearchView } from '../../model/search-view.js';
import { formatMoment, formatQuantity } from '../../model/words.js';
import { Button } from '../../ui/button.js';
import { Crumbs } from '../../ui/crumbs.js';
import { Page } from '../../ui/frame.js';
import { useKeys } from '../../ui/keys.js';
import { EmptyState, ErrorState, LoadingState } from '../../ui/state.js';
import { RunList } from './run-list.js';
import styles from './search-page.module.css';

export function SearchPage(): ReactNode {
  const view = readSearchView(useQueryText());
  const searched = useSearch(view);
  return (
    <Page
      title={view.q === '' ? 'Search' : `${view.q.slice(0, 80)} · Search`}
      crumbs={<Crumbs path={pathTo()} here="Search" />}
    >
      <div className={styles.page}>
        <SearchForm
          key={searchUrl(view)}
          view={view}
          isWrong={searched.problem?.isRetried === false}
          onAgain={searched.retry}
        />
        <Outcome searched={searched} />
        <Hits view={view} searched={searched} />
      </div>
    </Page>
  );
}

interface SearchFormProps {
  view: SearchView;
  /** The server cannot answer what is asked. */
  isWrong: boolean;
  /** The same is asked again. */
  onAgain: () => void;
}

/** A change of a choice asks at once; words are asked for with Enter. */
function SearchForm({ view, isWrong, onAgain }: SearchFormProps): ReactNode {
  const [, navigate] = useLocation();
  const [q, setQ] = useState(view.q);
  const field = useRef<HTMLInputElement>(null);
  const projects = useProjects();
  const id = useId();
  useKeys('Search', [{ key: '/', does: 'Go to the search field', run: () => field.current?.select() }]);
  const go = (change: Partial<SearchView>): void => {
    const url = searchUrl({ ...view, q: q.trim(), ...change });
    if (url === searchUrl(view)) onAgain();
    else navigate(url);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    go({});
  };
  const names = projects.data?.map(({ name }) => name) ?? [];
  const known = view.project === null || names.includes(view.project) ? names : [view.project, ...names];
  return (
    <form role="search" className={styles.form} onSubmit={submit}>
      <input
        ref={field}
        type="search"
        className={styles.words}
        aria-label="Words or filter"
        aria-describedby={`${id}-help`}
        aria-invalid={isWrong}
        placeholder='Words, or a filter such as and(eq(run_type, "llm"), gt(latency, "5s"))'
        spellCheck={false}
        value={q}
        onChange={(event) => setQ(event.target.value)}
      />
      <select
        className={styles.project}
        aria-label="Project"
        value={view.project ?? ''}
        onChange={(event) => go({ project: event.target.value === '' ? null : event.target.value })}
      >
        <option value="">All projects</option>
        {known.map((name) => (
          <option key={name} value={name}>
            {name.slice(0, 80)}
          </option>
        ))}
      </select>
      <Choice label="Traces only" isOn={view.isRoot} onChange={(isRoot) => go({ isRoot })} />
      <Choice label="Failed only" isOn={view.hasError} onChange={(hasError) => go({ hasError })} />
      <Button kind="primary" type="submit">
        Search
      </Button>
      <span id={`${id}-help`} className={styles.help}>
        Words are looked for in names, inputs, outputs, errors, tags and metadata. A filter begins with a call, such as{' '}
        <code>eq(name, "plan")</code>, <code>has(tags, "beta")</code> or <code>gt(total_tokens, 1000)</code>.
      </span>
    </form>
  );
}

interface ChoiceProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function Choice({ label, isOn, onChange }: ChoiceProps): ReactNode {
  return (
    <label className={styles.choice}>
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}

const readings = {
  all: 'All runs',
  words: 'Runs that contain all of these words',
  filter: 'Runs that fit this filter',
} as const;

/** How it was understood, how many are shown, and how far it looked. */
function Outcome({ searched }: { searched: SearchedRuns }): ReactNode {
  const { data, readAs, searchedTo, more, isSearching, problem } = searched;
  const [zone] = useZone();
  const isShown = data !== undefined && readAs !== undefined && problem === null;
  return (
    <div role="status" className={styles.outcome}>
      {isShown && (
        <span>
          {readings[readAs]}, the newest first: {formatQuantity(data.length, 'run')}
          {more === null ? (isSearching ? ' so far' : '') : ' so far, more below'}.
        </span>
      )}
      {isShown && searchedTo !== null && (
        <span className={styles.cut}>
          This took long, so that only runs since {formatMoment(searchedTo, zone)} were looked at.{' '}
          {more !== null && <Button onClick={more}>Look further back</Button>}
        </span>
      )}
    </div>
  );
}

function Hits({ view, searched }: { view: SearchView; searched: SearchedRuns }): ReactNode {
  const { data, problem, retry, more, searchedTo } = searched;
  if (problem?.isRetried === true)
    return <ErrorState title={problem.message} remedy={problem.remedy} isRetried onRetry={retry} />;
  // What is wrong with the question is mended where it is asked.
  if (problem !== null)
    return (
      <p role="alert" className={styles.problem}>
        <strong>{problem.message}</strong> {problem.remedy}
      </p>
    );
  if (data === undefined) return <LoadingState />;
  if (data.length > 0)
    // What was cut short goes on only when the reader says so.
    return <RunList runs={data} showsProject={view.project === null} onMore={searchedTo === null ? more : null} />;
  if (searchedTo !== null) return <div />;
  return (
    <EmptyState icon="search" title="No run fits">
      <p>
        {view.project === null ? 'All runs of all projects were' : 'All runs of this project were'} looked at. Use fewer
        words, or leave out a condition.
      </p>
      {view.project !== null && (
        <p>
          <Link href={searchUrl({ ...view, project: null })} className={styles.link}>
            Search all projects
          </Link>
        </p>
      )}
    </EmptyState>
  );
}
