/** What the programs in TypeScript share: cases with their labels; each runs with both packages. */
import { traceableKit } from '../../nesting/kit-on-node.js';
import type { Kit } from '../../nesting/kit.js';
import { pathToFileURL } from 'node:url';

/** Names of roots, and of the runs below which they belong; all other roots are healthy. */
export type Label = Readonly<Record<string, string>>;

export interface Case {
  about: string;
  splits: Label;
  /** The label with our package, where it puts the run in its place by itself. */
  ours?: Label;
  /** The other package has no words for it. */
  only?: 'ours';
  program(kit: Kit): Promise<unknown>;
}

export const PACKAGES = ['ours', 'langsmith'] as const;

/** `--list` prints the labels; a package and a name run that program. */
export async function main(file: string, cases: Readonly<Record<string, Case>>): Promise<void> {
  if (file !== pathToFileURL(process.argv[1] ?? '').href) return;
  const [library = '', name = ''] = process.argv.slice(2);
  if (library === '--list') {
    process.stdout.write(JSON.stringify(cases));
    return;
  }
  const kit = await traceableKit(library === 'ours' ? 'ours' : 'langsmith');
  await cases[name]?.program(kit);
  await kit.flush();
}
