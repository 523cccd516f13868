/** Calls the service at argument 2 twice at the same time, with its own run in the headers. */
import { tracing } from './tracing.js';

const { getCurrentRunTree, traceable } = await tracing();
const serviceUrl = process.argv[3] ?? '';

async function call(name: string): Promise<unknown> {
  const request = traceable(
    async (what: string) => {
      const answer = await fetch(`${serviceUrl}/${what}`, { headers: getCurrentRunTree().toHeaders() });
      return (await answer.json()) as { found: string };
    },
    { name: `call ${name}`, run_type: 'tool' },
  );
  return await request(name);
}

const ask = traceable(
  async (question: string) => {
    console.log(`trace ${getCurrentRunTree().trace_id}`);
    const found = await Promise.all([call('tea'), call('pot')]);
    return { question, found };
  },
  { name: 'ask' },
);

await ask('what is there?');
