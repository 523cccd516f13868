/**
 * A run that fails: the error on the page has its stack and its cause, the runs above it carry the
 * error on, and a sibling that went well stays green.
 *
 *     npx tsx examples/failing.ts
 */
import { printLink } from './config.js';
import { flush, getCurrentRunTree, traceable } from 'tracenest';

const readConfig = traceable(async () => ({ retries: 0 }), { name: 'read_config' });

const parsePrice = traceable(
  async (text: string) => {
    try {
      return JSON.parse(text) as number;
    } catch (cause) {
      throw new Error(`The price "${text}" is not a number. Expected digits such as 12.50.`, { cause });
    }
  },
  { name: 'parse_price', run_type: 'parser' },
);

const checkout = traceable(
  async (cart: { item: string; price: string }[]) => {
    printLink('failing', getCurrentRunTree().trace_id);
    await readConfig();
    return await Promise.all(cart.map(({ price }) => parsePrice(price)));
  },
  { name: 'checkout' },
);

try {
  await checkout([
    { item: 'tea', price: '4.20' },
    { item: 'pot', price: 'twelve' },
  ]);
} catch (error) {
  console.log(`failed, as it should: ${String(error)}`);
}
await flush();
