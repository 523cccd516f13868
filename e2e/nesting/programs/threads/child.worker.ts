/** A process of its own: takes its place from a message, or from nothing but its environment. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadKit } from '../../kit.js';

const { traced, continued } = await loadKit();
const inChild = traced('in_child', async () => {});
if (process.env['NESTING_ALONE'] === 'true') {
  await inChild();
} else if (process.env['NESTING_SERVES'] === 'true') {
  const server = createServer((_, response) => void inChild().then(() => response.end()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).text();
  server.closeAllConnections();
  server.close();
} else {
  const [{ headers }] = (await once(process, 'message')) as [{ headers: Record<string, string> }];
  await continued(headers, () => inChild());
}
process.disconnect();
