/** The socket was opened for the first request and is used again by the second. */
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(parse) second(parse)' };

export default async ({ traced }: Kit): Promise<void> => {
  const server = createServer((_, response) => response.end('ok')).listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const parse = traced('parse', async (text: string) => text);
  const request = async (): Promise<void> => {
    await new Promise<void>((done) => {
      get({ port, agent }, (response) => {
        let text = '';
        response.on('data', (bytes: Buffer) => (text += bytes.toString()));
        response.on('end', () => void parse(text).then(() => done()));
      });
    });
  };
  await traced('first', request)();
  await traced('second', request)();
  agent.destroy();
  server.close();
};
