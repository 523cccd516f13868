/** What was recorded → its text, and whether it is what the program's reader expects. */
import type { Expected, Library } from './kit.js';

/** A run or span, as far as the corpus looks. */
export interface Recorded {
  id: string;
  parent: string | null;
  name: string;
  /** Sorts by start, as text. */
  start: string;
  /** Milliseconds since 1970; null: it has no end. */
  endMs: number | null;
  findings: readonly { code: string; severity: string }[];
}

export interface Outcome {
  runs: readonly Recorded[];
  /** Ids of runs that were begun more than once. */
  begunTwice: readonly string[];
  /** How the process ended, if not as expected. */
  failure: string | undefined;
}

export interface Verdict {
  tree: string;
  isRight: boolean;
  /** Empty where it is right. */
  why: string;
}

interface Shape {
  text: string;
  children: readonly Shape[];
}

/** Judges one run of one program. */
export function judge(library: Library, expected: Expected, { runs, begunTwice, failure }: Outcome): Verdict {
  const shapes = shapesOf(runs);
  const tree = textOf(shapes);
  const problems = [
    failure,
    isTree(library, expected, shapes) ? undefined : 'another tree',
    begunTwice.length === 0 ? undefined : `begun twice: ${begunTwice.length}`,
    endsWrong(runs, expected.ends ?? []),
    findingsWrong(library, expected, tree, runs),
  ].filter((problem) => problem !== undefined);
  return { tree, isRight: problems.length === 0, why: problems.join('; ') };
}

/**
 * Where there is no async context our SDK must not guess: each run is where its reader expects it,
 * or at the top with a finding that says why. Undefined: so it is.
 */
export function whyNotExplained(expected: Expected, { runs, begunTwice, failure }: Outcome): string | undefined {
  const shapes = shapesOf(runs);
  const open = edgesOf(parseTree(expected.ideal ?? expected.tree));
  const wrong = edgesOf(shapes).filter((edge) => {
    const i = open.indexOf(edge);
    if (i >= 0) open.splice(i, 1);
    return i < 0 && (!edge.startsWith(TOP) || edge.startsWith(`${TOP}missing:`));
  });
  const silent = runs.filter(
    ({ name, parent, findings }) =>
      parent === null && open.some((edge) => edge.endsWith(`>${name}`)) && findings.length === 0,
  );
  const loud = runs.flatMap((run) => run.findings).filter(({ severity }) => severity === 'warning');
  return [
    failure,
    ...(wrong.length === 0 ? [] : [`in a wrong place: ${wrong.join(', ')}`]),
    ...(silent.length === 0 ? [] : [`at the top without a word: ${silent.map(({ name }) => name).join(', ')}`]),
    ...(begunTwice.length === 0 ? [] : [`begun twice: ${begunTwice.length}`]),
    ...(loud.length === 0 ? [] : [`false alarm: ${loud.map(({ code }) => code).join(', ')}`]),
  ].find((problem) => problem !== undefined);
}

const TOP = 'top>';

/** `parent>child` for each run, with what its text says of its end. */
function edgesOf(shapes: readonly Shape[], above = TOP.slice(0, -1)): string[] {
  return shapes.flatMap(({ text, children }) => [`${above}>${text}`, ...edgesOf(children, text)]);
}

/** Siblings of the same millisecond have no order in the other libraries: for them it does not count. */
function isTree(library: Library, { tree, ideal }: Expected, shapes: readonly Shape[]): boolean {
  const wanted = ideal === undefined ? [tree] : [tree, ideal];
  if (library === 'ours') return wanted.includes(textOf(shapes));
  // Without a finding, a run that is not where its reader looks is simply in the wrong place.
  const recorded = textOf(sorted(shapes));
  return recorded === textOf(sorted(parseTree(ideal ?? tree)));
}

function endsWrong(runs: readonly Recorded[], names: readonly string[]): string | undefined {
  const ends = names.map((name) => runs.find((run) => run.name === name)?.endMs ?? Number.POSITIVE_INFINITY);
  const isInOrder = ends.every((end, i) => i === 0 || (ends[i - 1] ?? 0) <= end);
  return isInOrder ? undefined : `does not end in the order ${names.join(', ')}`;
}

function findingsWrong(
  library: Library,
  expected: Expected,
  tree: string,
  runs: readonly Recorded[],
): string | undefined {
  if (library !== 'ours') return undefined;
  const findings = runs.flatMap((run) => run.findings);
  if (expected.is === 'explained') {
    if (tree === expected.ideal || findings.some(({ code }) => code === (expected.finding ?? code))) return undefined;
    return `no finding${expected.finding === undefined ? '' : ` ${expected.finding}`}`;
  }
  const loud = findings.filter(({ severity }) => severity === 'warning' || severity === 'error');
  return loud.length === 0 ? undefined : `false alarm: ${loud.map(({ code }) => code).join(', ')}`;
}

function shapesOf(runs: readonly Recorded[]): Shape[] {
  const ids = new Set(runs.map((run) => run.id));
  const byStart = runs.toSorted((a, b) => (a.start < b.start ? -1 : 1));
  const shapeOf = (run: Recorded, prefix = ''): Shape => ({
    text: `${prefix}${run.name}${run.endMs === null ? '?' : ''}`,
    children: byStart.filter((child) => child.parent === run.id).map((child) => shapeOf(child)),
  });
  const roots = byStart.filter((run) => run.parent === null).map((run) => shapeOf(run));
  const lost = byStart
    .filter((run) => run.parent !== null && !ids.has(run.parent))
    .map((run) => shapeOf(run, 'missing:'));
  return [...roots, ...lost];
}

function textOf(shapes: readonly Shape[], between = ' '): string {
  return shapes
    .map(({ text, children }) => (children.length === 0 ? text : `${text}(${textOf(children, ',')})`))
    .join(between);
}

function sorted(shapes: readonly Shape[]): Shape[] {
  const each = shapes.map(({ text, children }) => ({ text, children: sorted(children) }));
  return each.toSorted((a, b) => (textOf([a]) < textOf([b]) ? -1 : 1));
}

/** The text of a tree, read. Names hold none of `( ) ,` and no space. */
export function parseTree(text: string): Shape[] {
  let at = 0;
  const list = (): Shape[] => {
    const shapes: Shape[] = [];
    for (;;) {
      const name = /^[^(), ]+/.exec(text.slice(at))?.[0];
      if (name === undefined) return shapes;
      at += name.length;
      let children: Shape[] = [];
      if (text[at] === '(') {
        at += 1;
        children = list();
        at += 1;
      }
      shapes.push({ text: name, children });
      if (text[at] !== ',' && text[at] !== ' ') return shapes;
      at += 1;
    }
  };
  return list();
}
