/** A process of its own: takes its place from a message, or from nothing but its environment. */
import { once } from 'node:events';
import { loadKit } from '../../kit.js';

const { traced, continued } = await loadKit();
const inChild = traced('in_child', async () => {});
if (process.env['NESTING_ALONE'] === 'true') {
  await inChild();
} else {
  const [{ headers }] = (await once(process, 'message')) as [{ headers: Record<string, string> }];
  await continued(headers, () => inChild());
}
process.disconnect();
