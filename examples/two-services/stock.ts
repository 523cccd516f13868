/** The second of two services: knows how much is left of what. */
import '../config.js';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { RunTree, shutdown, traceable, withRunTree } from 'tracenest';

const stock = new Map([
  ['tea', 12],
  ['pot', 3],
]);

const readShelf = traceable(
  async (item: string) => {
    await sleep(10);
    return { left: stock.get(item) ?? 0 };
  },
  { name: 'read_shelf', run_type: 'retriever' },
);

const takeOne = traceable(
  async (item: string) => {
    const { left } = await readShelf(item);
    stock.set(item, Math.max(0, left - 1));
    return { item, left: stock.get(item) };
  },
  { name: 'take_one' },
);

const app = express();
app.post('/reserve/:item', async (request, response) => {
  const caller = RunTree.fromHeaders(request.headers);
  const { item } = request.params;
  response.json(caller ? await withRunTree(caller, () => takeOne(item)) : await takeOne(item));
});

const server = app.listen(Number(process.argv[2] ?? 0), () => {
  console.log(`listening on http://localhost:${(server.address() as AddressInfo).port}`);
});

// Runs that are still queued go out before the process ends.
process.once('SIGTERM', () => {
  server.close(() => void shutdown().then(() => process.exit()));
  server.closeAllConnections();
});
