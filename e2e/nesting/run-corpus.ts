/** Runs the corpus, two programs at a time. */
import { buildPrograms, listPrograms, type Program } from './corpus.js';
import type { Library } from './kit.js';
import { runProgram, type Result } from './run-program.js';
import { THIS_NODE, type Runtime } from './runtime.js';

const AT_ONCE = 2;

/** The results in the order of the programs, and of the libraries for each. */
export async function runCorpus(
  libraries: readonly Library[],
  {
    programs = listPrograms(),
    runtime = THIS_NODE,
    tell = () => {},
  }: { programs?: readonly Program[]; runtime?: Runtime; tell?: (result: Result) => void } = {},
): Promise<Result[]> {
  const { folder, remove } = await buildPrograms();
  try {
    const tasks = programs.flatMap((program) => libraries.map((library) => ({ program, library })));
    const results: Result[] = [];
    const queue = tasks.entries();
    const work = async (): Promise<void> => {
      for (const [i, { program, library }] of queue) {
        const result = await runProgram(folder, program, library, runtime);
        results[i] = result;
        tell(result);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return results;
  } finally {
    await remove();
  }
}
