/** One connection for all requests; answers come by id and call a function, bound when it is registered. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'first(read) second(read)' };

export default async ({ traced, bind }: Kit): Promise<void> => {
  const callbacks = new Map<string, () => void>();
  const server = createServer((socket) => socket.pipe(socket)).listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const socket = connect((server.address() as AddressInfo).port);
  socket.on('data', (bytes) => {
    for (const id of bytes.toString()) callbacks.get(id)?.();
  });
  const read = traced('read', async () => await sleep(1));
  const request = async (id: string): Promise<void> => {
    await new Promise<void>((done) => {
      callbacks.set(
        id,
        bind(() => void read().then(done)),
      );
      socket.write(id);
    });
  };
  await Promise.all([traced('first', request)('1'), traced('second', request)('2')]);
  socket.destroy();
  server.close();
};
