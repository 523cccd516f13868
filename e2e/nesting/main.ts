/**
 * `npm run nesting`: the corpus with all three libraries; writes docs/nesting.md. With words behind it
 * (`npm run nesting -- thenables ours`) only what matches: prints, and writes nothing.
 */
import { writeFile } from 'node:fs/promises';
import { listPrograms } from './corpus.js';
import { LIBRARIES } from './kit.js';
import { report } from './report.js';
import { runCorpus } from './run-corpus.js';

const words = process.argv.slice(2);
const chosen = LIBRARIES.filter((library) => words.includes(library));
const parts = words.filter((word) => !(LIBRARIES as readonly string[]).includes(word));
const results = await runCorpus(chosen.length === 0 ? LIBRARIES : chosen, {
  programs: listPrograms().filter(({ id }) => parts.length === 0 || parts.some((part) => id.includes(part))),
  tell({ program, library, expected, isAbout, isRight, tree, why }) {
    if (!isAbout) return;
    console.log(`${isRight ? 'right' : 'WRONG'}  ${library.padEnd(13)} ${program.id}`);
    if (!isRight) console.log(`       expected ${expected.tree}\n       recorded ${tree}\n       ${why}`);
  },
});
const about = results.filter((result) => result.isAbout);
for (const library of chosen.length === 0 ? LIBRARIES : chosen) {
  const own = about.filter((result) => result.library === library);
  console.log(`${library}: ${own.filter((result) => result.isRight).length} of ${own.length} right`);
}
if (words.length === 0) await writeFile(new URL('../../docs/nesting.md', import.meta.url), report(results, new Date()));
