/** Serves /{name}: continues the caller's trace from the request's headers, with one run below its own. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { tracing } from './tracing.js';

const { RunTree, traceable, withRunTree } = await tracing();

async function serve(name: string): Promise<{ found: string }> {
  const lookUp = traceable(
    async (what: string) => {
      await sleep(20);
      return { found: what };
    },
    { name: `look up ${name}`, run_type: 'retriever' },
  );
  return await traceable(lookUp, { name: `serve ${name}` })(name);
}

const server = createServer((request, response) => {
  const name = request.url?.slice(1) ?? '';
  const caller = RunTree.fromHeaders(request.headers);
  const answered = caller ? withRunTree(caller, () => serve(name)) : serve(name);
  void answered.then((found) => response.end(JSON.stringify(found)));
});

server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

// The process then ends by itself, when its last runs have left.
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
