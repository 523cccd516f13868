/**
 * `npm run demo [-- --endpoint http://localhost:1984]`: sends the traces of the programs in examples/
 * to a running server. It looks first whether a server is there, because the programs themselves
 * never fail for want of one.
 */
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { buildChanged } from './builds.mjs';
import { ROOT, run } from './command.mjs';
import { installIfNeeded } from './install.mjs';
import { refuseUnsupported } from './platform.mjs';

refuseUnsupported();
const { values } = parseArgs({ options: { endpoint: { type: 'string' } } });
const { TRACENEST_ENDPOINT, LANGSMITH_ENDPOINT, TRACENEST_API_KEY, LANGSMITH_API_KEY } = process.env;
const endpoint = (values.endpoint ?? TRACENEST_ENDPOINT ?? LANGSMITH_ENDPOINT ?? 'http://localhost:1984').replace(
  /\/+$/,
  '',
);

const problem = await reachProblem();
if (problem !== null) {
  process.stderr.write(
    `${problem}\nStart a server with \`npm start\` in another terminal and run this again, or name one: npm run demo -- --endpoint http://localhost:1984\n`,
  );
  process.exit(1);
}

await installIfNeeded();
if (!(await buildChanged({ only: ['sdk'] }))) process.exit(1);
const { code } = await run(process.execPath, ['--import', 'tsx', join(ROOT, 'examples', 'demo.ts')], {
  isShown: true,
  env: {
    TRACENEST_TRACING: 'true',
    TRACENEST_ENDPOINT: endpoint,
    LANGSMITH_TRACING: 'true',
    LANGSMITH_ENDPOINT: endpoint,
    LANGSMITH_API_KEY: LANGSMITH_API_KEY ?? TRACENEST_API_KEY ?? 'anything',
  },
});
process.exit(code);

/** Why the traces could not be sent, in a sentence, or null. */
async function reachProblem() {
  try {
    const answer = await fetch(`${endpoint}/health`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok
      ? null
      : `${endpoint}/health answered ${answer.status}: it is not (yet) a Tracenest server that takes traces.`;
  } catch (error) {
    const cause = /** @type {{ cause?: { code?: string } }} */ (error).cause?.code;
    return `No Tracenest server answers at ${endpoint}${cause === undefined ? '' : ` (${cause})`}.`;
  }
}
