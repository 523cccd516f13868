/**
 * The names of the official package's tracing part, read from its types by the compiler, against
 * ours: each is there, or a line of the list says why not. A gap fails, and so does a line that
 * excuses nothing.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { absences } from './surface.test-fixture.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const OFFICIAL = join(dirname(createRequire(import.meta.url).resolve('langsmith')), 'dist');

/** Entries of both: the official file, ours. */
const ENTRIES = {
  langsmith: ['index.d.ts', 'index.ts'],
  'langsmith/traceable': ['traceable.d.ts', 'traceable.ts'],
  'langsmith/run_trees': ['run_trees.d.ts', 'public-run-tree.ts'],
  'langsmith/client': ['client.d.ts', 'public-client.ts'],
  'langsmith/anonymizer': ['anonymizer/index.d.ts', 'public-anonymizer.ts'],
  'langsmith/singletons/traceable': ['singletons/traceable.d.ts', 'singletons.ts'],
  'langsmith/schemas': ['schemas.d.ts', 'public-schemas.ts'],
  'langsmith/wrappers': ['wrappers/index.d.ts', 'integrations/wrappers.ts'],
  'langsmith/wrappers/openai': ['wrappers/openai.d.ts', 'integrations/openai.ts'],
  'langsmith/langchain': ['langchain.d.ts', 'integrations/langchain.ts'],
} as const;

/** Types whose members are compared: what a program writes into options, and what it calls. */
const TYPES = {
  TraceableConfig: 'langsmith/traceable',
  RunTreeConfig: 'langsmith/run_trees',
  WriteReplica: 'langsmith/run_trees',
  RunTree: 'langsmith/run_trees',
  ClientConfig: 'langsmith',
  Client: 'langsmith',
} as const;

let checker: ts.TypeChecker;
let program: ts.Program;

beforeAll(() => {
  const roots = Object.values(ENTRIES).flatMap(([theirs, ours]) => [join(OFFICIAL, theirs), join(HERE, ours)]);
  program = ts.createProgram(roots, {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    customConditions: ['@tracenest/source'],
  });
  checker = program.getTypeChecker();
});

function exportsOf(file: string): Map<string, ts.Symbol> {
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new RangeError(`${file} is no module that the compiler has read`);
  return new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]));
}

/** Public members, of the class itself too where it is one. */
function membersOf(file: string, name: string): string[] {
  const symbol = exportsOf(file).get(name);
  if (symbol === undefined) return [];
  const actual = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(actual)).filter(isPublic);
  const own = actual.flags & ts.SymbolFlags.Class ? [...(actual.exports?.values() ?? [])].filter(isPublic) : [];
  return [
    ...members.map((member) => member.name),
    ...own.filter((member) => member.name !== 'prototype').map((member) => `static ${member.name}`),
  ].filter((member) => !/^(static )?_/.test(member));
}

const needed = new Set<object>();

/** Those of the missing names that no line of the list excuses. */
function unexplained(subject: string, missing: readonly string[]): string[] {
  return missing.filter((name) => {
    const absence = absences.find((one) => one.in.includes(subject) && one.names.test(name));
    if (absence !== undefined) needed.add(absence);
    return absence === undefined;
  });
}

function isPublic(symbol: ts.Symbol): boolean {
  const [declaration] = symbol.declarations ?? [];
  if (declaration === undefined) return true;
  return (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0;
}

describe.each(Object.entries(ENTRIES))('%s', (entry, [theirs, ours]) => {
  test('has every name, or the list says what holds instead', () => {
    const own = exportsOf(join(HERE, ours));
    const missing = [...exportsOf(join(OFFICIAL, theirs)).keys()].filter(
      (name) => !name.startsWith('_') && !own.has(name),
    );
    expect(unexplained(entry, missing)).toEqual([]);
  });
});

describe.each(Object.entries(TYPES))('%s', (name, entry) => {
  test('has every member, or the list says what holds instead', () => {
    const [theirs, ours] = ENTRIES[entry];
    const own = membersOf(join(HERE, ours), name);
    const official = membersOf(join(OFFICIAL, theirs), name);
    expect(official.length).toBeGreaterThan(8);
    const missing = official.filter((member) => !own.includes(member));
    expect(unexplained(name, missing)).toEqual([]);
  });
});

test('nothing is excused that is there', () => {
  expect(absences.filter((absence) => !needed.has(absence)).map(({ names }) => names.source)).toEqual([]);
});
