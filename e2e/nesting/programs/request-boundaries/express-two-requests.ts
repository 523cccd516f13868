/** Two requests to one Express server at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'tea(brew) coffee(brew)' };

export default async ({ traced }: Kit): Promise<void> => {
  const brew = traced('brew', async () => await sleep(30));
  const serve = { tea: traced('tea', async () => await brew()), coffee: traced('coffee', async () => await brew()) };
  const server = express()
    .get('/:drink', (request, response) => void serve[request.params.drink as 'tea']().then(() => response.send('hot')))
    .listen(0);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = async (drink: string): Promise<string> => await (await fetch(`${url}/${drink}`)).text();
  const tea = get('tea');
  await sleep(15);
  await Promise.all([tea, get('coffee')]);
  server.closeAllConnections();
  server.close();
};
