/**
 * A run that cannot be placed, on purpose: previews are made by a loop that the first upload starts
 * and that works for all later ones. JavaScript runs the loop in the context of the first upload,
 * which has ended when the second one waits, so the second `make_preview` becomes a trace of its own,
 * and Tracenest says why. With `mended` as an argument each job is bound to the upload that queued it.
 *
 *     npx tsx examples/own-queue.ts [mended]
 */
import { endpoint, printLink } from './config.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { bind, flush, getCurrentRunTree, traceable } from 'tracenest';

type Job = () => Promise<void>;

const isMended = process.argv[2] === 'mended';
const jobs: Job[] = [];
let wake: (() => void) | undefined;

const makePreview = traceable(
  async (file: string) => {
    await sleep(120);
    return `${file}.png`;
  },
  { name: 'make_preview', run_type: 'tool' },
);

const upload = traceable(
  async (file: string) => {
    printLink(`own queue, ${file}`, getCurrentRunTree().trace_id);
    const preview = await new Promise<string>((resolve) => {
      const job: Job = async () => resolve(await makePreview(file));
      queue(isMended ? bind(job) : job);
    });
    await sleep(40);
    return { file, preview };
  },
  { name: 'upload' },
);

await upload('harbour.tiff');
await upload('lighthouse.tiff');
await flush();
if (!isMended) console.log(`why a make_preview stands alone: ${endpoint}/project/examples/findings`);

function queue(job: Job): void {
  jobs.push(job);
  if (wake === undefined) void workForever();
  else wake();
}

/** One job after the other. Whoever queues first starts it. */
async function workForever(): Promise<never> {
  for (;;) {
    const job = jobs.shift();
    if (job) await job();
    else await new Promise<void>((resolve) => (wake = resolve));
  }
}
