/** A program that is in the middle of its work: `exits` at once, or goes on for as long as it lives. */
import { setTimeout as sleep } from 'node:timers/promises';
import { flush, getCurrentRunTree, traceable } from 'tracenest';

const step = traceable(
  async () => {
    await flush();
    console.log(`trace ${getCurrentRunTree().trace_id} pid ${process.pid}`);
    if (process.argv[2] === 'exits') process.exit(3);
    await sleep(600_000);
  },
  { name: 'step' },
);

await traceable(async () => await step(), { name: 'work' })();
