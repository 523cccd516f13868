/** A traced program that goes on one step for each line on its standard input. */
import { createInterface } from 'node:readline';
import { getCurrentRunTree, traceable } from 'tracenest';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

const step = traceable(
  async (name: string) => {
    await lines.next();
    return { done: name };
  },
  { name: 'step', run_type: 'tool' },
);

const work = traceable(
  async () => {
    console.log(`trace ${getCurrentRunTree().trace_id}`);
    await lines.next();
    const done = [await step('one')];
    await lines.next();
    return { done };
  },
  { name: 'work' },
);

await work();
process.stdin.destroy();
