/**
 * Two sides of the kill test. `write`: writes runs until it is killed, and prints their ids once they
 * are acknowledged. `read`: prints the id of every run that is in all tables, and whole.
 */
import { randomUUID } from 'node:crypto';
import { openStore } from '../store/connect.js';
import { sql } from '../store/sql.js';
import { Writer } from './writer.js';

const [, , side, directory = ''] = process.argv;
const store = await openStore(directory);
if (side === 'write') {
  const writer = new Writer(store);
  const sender = async (): Promise<never> => {
    for (;;) {
      const ids = Array.from({ length: 20 }, () => randomUUID());
      await writer.write(ids.map((id) => ({ op: 'create', id, name: 'run', inputs: { id, text: 'x'.repeat(2_000) } })));
      process.stdout.write(`${ids.join(' ')}\n`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
}
const whole = sql`id IN (SELECT id FROM runs) AND trace_id IN (SELECT trace_id FROM run_ids WHERE role = 'run')`;
for (const { id, inputs } of await store.query<{ id: string; inputs: string }>(
  sql`SELECT id, inputs FROM payloads WHERE ${whole}`,
)) {
  if ((JSON.parse(inputs) as { id: string }).id === id) process.stdout.write(`${id}\n`);
}
await store.close();
