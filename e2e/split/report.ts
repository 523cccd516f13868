/** What was measured, as text and as the generated part of docs/split-traces.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measure, type Judged, type Measured, type Score } from './measure.js';

export const pageFile = fileURLToPath(new URL('../../docs/split-traces.md', import.meta.url));
const BEGIN = '<!-- measured: written by npm run split-corpus -- write -->';
const END = '<!-- /measured -->';

/** Each program that is not found as labelled, then the table. */
export function report(judged: readonly Judged[]): string {
  const lines = judged.flatMap(({ recording: { id, splits }, split, found }) => {
    const wrong = found.filter(({ isRight }) => !isRight);
    const missed = split.length - found.filter(({ isRight }) => isRight).length;
    return [
      ...wrong.map((each) => `wrong   ${id}: ${each.severity} ${each.split.root.name} below ${each.split.parent.name}`),
      ...(missed > 0 ? [`missed  ${id}: ${missed} of ${split.length}`] : []),
      ...Object.keys(splits)
        .filter((name) => !split.some((run) => run.name === name))
        .map((name) => `in place ${id}: ${name} is no root`),
    ];
  });
  return `${lines.join('\n')}\n\n${table(judged)}\n`;
}

/** Clients in rows; precision and recall for each severity. */
export function table(judged: readonly Judged[]): string {
  const clientOf = ({ recording }: Judged): string => recording.id.split('/')[0] ?? '';
  const clients = [...new Set(judged.map(clientOf))].toSorted();
  const rows = clients.map((name) => row(name, measure(judged.filter((each) => clientOf(each) === name))));
  rows.push(row('all', measure(judged)));
  return [
    '| Client | Programs | Split traces | Healthy look-alikes | Other healthy | Warnings: right, wrong | Hints: right, wrong | Precision of hints | Recall |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function row(name: string, { programs, splitTraces, lookAlikes, others, warnings, hints }: Measured): string {
  const pair = ({ right, wrong }: Score): string => `${right}, ${wrong}`;
  const cells = [
    ...[name, programs, splitTraces, lookAlikes, others, pair(warnings), pair(hints)],
    share(hints.right, hints.right + hints.wrong),
    share(warnings.right + hints.right, splitTraces),
  ];
  return `| ${cells.join(' | ')} |`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;
}

export function pageWith(page: string, judged: readonly Judged[]): string {
  const [before = '', rest = ''] = page.split(BEGIN);
  const [, after = ''] = rest.split(END);
  return `${before}${BEGIN}\n\n${table(judged)}\n\n${END}${after}`;
}

export function writePage(judged: readonly Judged[]): void {
  writeFileSync(pageFile, pageWith(readFileSync(pageFile, 'utf8'), judged));
}
