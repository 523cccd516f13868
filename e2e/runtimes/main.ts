/**
 * `npm run test:runtimes`: the corpus with our SDK on every runtime that npm brings and in Chromium;
 * writes the results into docs/nesting.md. With ids behind it (`npm run test:runtimes -- bun chromium`)
 * only those, and the others' last results stay; with parts of names of programs too, it prints and
 * writes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { closeBrowser } from '../harness/browser.js';
import { listPrograms, type Program } from '../nesting/corpus.js';
import { runCorpus } from '../nesting/run-corpus.js';
import { chromiumVersion, runInBrowser } from './browser.js';
import { readMatrix, withMatrix, writeMatrix, type Cell, type Column, type Matrix } from './matrix.js';
import { RUNTIMES, type RuntimeSource } from './runtimes.js';

const DOCUMENT = new URL('../../docs/nesting.md', import.meta.url);
const CHROMIUM = 'chromium';
const ids = [...RUNTIMES.map(({ id }) => id), CHROMIUM];

const words = process.argv.slice(2);
const chosen = ids.filter((id) => words.includes(id));
const parts = words.filter((word) => !ids.includes(word));
const programs = listPrograms().filter(({ id }) => parts.length === 0 || parts.some((part) => id.includes(part)));

const made: Matrix = {};
for (const id of chosen.length === 0 ? ids : chosen) {
  const source = RUNTIMES.find((each) => each.id === id);
  made[id] = source === undefined ? await inChromium(programs) : await inProcesses(source, programs);
}

let unexpected = 0;
for (const [id, { title, version, cells }] of Object.entries(made)) {
  console.log(`${title} ${version}`);
  for (const [program, cell] of Object.entries(cells)) {
    const isKnown = isKnownWrong(id, program);
    if ((cell.is === 'wrong') !== isKnown && cell.is !== 'cannot') {
      unexpected += 1;
      console.log(`  ${program}: ${cell.is === 'wrong' ? cell.why : 'known to be wrong, and is not'}`);
    } else if (parts.length > 0) console.log(`  ${program}: ${cell.is}${'why' in cell ? ` ${cell.why}` : ''}`);
  }
  const count = (is: Cell['is']): number => Object.values(cells).filter((cell) => cell.is === is).length;
  console.log(
    `  ${count('right')} right, ${count('explained')} explained, ${count('wrong')} wrong, ${count('cannot')} cannot run`,
  );
}
if (parts.length === 0) {
  const known = { ...readMatrix(), ...made };
  const matrix = Object.fromEntries(ids.flatMap((id) => (known[id] === undefined ? [] : [[id, known[id]]])));
  writeMatrix(matrix);
  writeFileSync(DOCUMENT, withMatrix(readFileSync(DOCUMENT, 'utf8'), matrix));
}
process.exitCode = unexpected === 0 ? 0 : 1;

async function inProcesses({ title, ready }: RuntimeSource, own: readonly Program[]): Promise<Column> {
  const { runtime, version } = await ready();
  const cells: Record<string, Cell> = {};
  for (const { program, isAbout, isRight, tree, why } of await runCorpus(['ours'], { runtime, programs: own })) {
    if (!isAbout) cells[program.id] = { is: 'cannot', why: 'is about another library' };
    else
      cells[program.id] = isRight
        ? { is: 'right' }
        : { is: 'wrong', why: withoutFolders(`${tree === '' ? 'nothing' : tree}: ${why}`) };
  }
  return { title, version, on: today(), cells };
}

async function inChromium(own: readonly Program[]): Promise<Column> {
  const cells: Record<string, Cell> = {};
  try {
    for (const program of own) cells[program.id] = await runInBrowser(program);
    return { title: 'Chromium', version: await chromiumVersion(), on: today(), cells };
  } finally {
    await closeBrowser();
  }
}

/** Files by their names: where this repository lies says nothing to a reader. */
function withoutFolders(why: string): string {
  return why.replaceAll(/file:\/\/\S*\//g, '');
}

/** Wrong everywhere, or on this runtime; each list gives the reasons. */
function isKnownWrong(id: string, program: string): boolean {
  const everywhere = read('../nesting/known-wrong.json') as Record<string, string>;
  const here = read('known-wrong.json') as Record<string, Record<string, string>>;
  return here[id]?.[program] !== undefined || (id !== CHROMIUM && everywhere[program] !== undefined);
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
