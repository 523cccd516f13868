/**
 * A program traced with the official client: one branch has ended and is long, an earlier one still
 * runs and makes ten more calls for each line on standard input, until the line `end`.
 */
import { createInterface } from 'node:readline';
import { getCurrentRunTree, traceable } from 'langsmith/traceable';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let calls = 0;
const call = traceable(async (_number: number) => 'done', { name: 'early call', run_type: 'tool' });
const item = traceable(async (number: number) => ({ text: `wombat ${number}` }), { name: 'item', run_type: 'llm' });

const early = traceable(
  async () => {
    for (;;) {
      const line = await lines.next();
      if (line.done || line.value === 'end') return calls;
      for (let n = 0; n < 10; n += 1) await call((calls += 1));
    }
  },
  { name: 'early branch' },
);
const late = traceable(
  async () => {
    for (let n = 0; n < 80; n += 1) await item(n);
    return 'done';
  },
  { name: 'late branch' },
);

const work = traceable(
  async () => {
    const first = early();
    await late();
    console.log(`trace ${getCurrentRunTree().trace_id ?? ''}`);
    return first;
  },
  { name: 'work' },
);

await work();
process.stdin.destroy();
