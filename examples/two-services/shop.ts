/**
 * The first of two services: takes an order, asks the stock service over HTTP. Its runs hang below
 * those of its caller, because the caller's headers say which run called.
 */
import '../config.js';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { getCurrentRunTree, RunTree, shutdown, traceable, withRunTree } from 'tracenest';

const stockUrl = process.argv[2] ?? 'http://localhost:3002';

const reserve = traceable(
  async (item: string) => {
    const answer = await fetch(`${stockUrl}/reserve/${encodeURIComponent(item)}`, {
      method: 'POST',
      headers: getCurrentRunTree().toHeaders(),
    });
    return (await answer.json()) as { item: string; left: number };
  },
  { name: 'reserve', run_type: 'tool' },
);

const takeOrder = traceable(
  async (items: string[]) => ({ reserved: await Promise.all(items.map((item) => reserve(item))) }),
  { name: 'take_order' },
);

const app = express();
app.use(express.json());
app.post('/orders', async (request, response) => {
  const { items } = request.body as { items: string[] };
  const caller = RunTree.fromHeaders(request.headers);
  response.json(caller ? await withRunTree(caller, () => takeOrder(items)) : await takeOrder(items));
});

const server = app.listen(Number(process.argv[3] ?? 0), () => {
  console.log(`listening on http://localhost:${(server.address() as AddressInfo).port}`);
});

// Runs that are still queued go out before the process ends.
process.once('SIGTERM', () => {
  server.close(() => void shutdown().then(() => process.exit()));
  server.closeAllConnections();
});
