/**
 * Any bytes to any route that takes a body end in an answer that says what was wrong, and leave the
 * server healthy. The routes are those of the server's own table.
 */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, postJson, startTestServer, type TestServer } from '../server.fixture.js';
import { hostileValues, pathsOf, withHostile, worstValues } from './hostile-values.fixture.js';
import { goodRequest, goodRequests, goodRun, makeWorld, writeRoutes, type World } from './write-routes.fixture.js';

let server: TestServer;
let world: World;
const logged: string[] = [];

beforeAll(async () => {
  const error = (text: string, cause?: unknown): void =>
    void logged.push(`${text} ${cause instanceof Error ? (cause.stack ?? '').slice(0, 600) : String(cause)}`);
  server = await startTestServer({ apiKey: null }, { log: { say: () => {}, warn: () => {}, error } });
  world = await makeWorld(server.url);
});

afterAll(() => server.remove());

const routes = writeRoutes();
/** How many requests are under way at once. */
const together = 32;

interface Sent {
  what: string;
  path: string;
  method: string;
  body: Buffer | string;
  headers: Record<string, string>;
}

/** What is wrong with the answer, with the server's own words; null: nothing. */
async function wrongWith({ what, path, method, body, headers }: Sent): Promise<string | null> {
  const answer = await fetch(server.url + path, { method, body, headers, redirect: 'manual' });
  const text = await answer.text();
  const { status } = answer;
  if (status < 500 || [503, 507].includes(status)) return null;
  return `${what}: ${status} ${text.slice(0, 200)} ${logged.splice(0).join('\n')}`;
}

async function expectAnswered(all: readonly Sent[]): Promise<void> {
  const wrong: string[] = [];
  for (let i = 0; i < all.length; i += together) {
    const found = await Promise.all(all.slice(i, i + together).map(wrongWith));
    wrong.push(...found.filter((one) => one !== null));
  }
  expect(wrong).toEqual([]);
  await expectHealthy();
}

async function expectHealthy(): Promise<void> {
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  const run = goodRun();
  expect((await postJson(`${server.url}/runs/batch`, { post: [run] })).status).toBe(202);
  expect((await ask<{ name: string }>(`${server.url}/runs/${run.id}`)).body.name).toBe('good');
}

/** For a place one value: of three one of the worst, else another, so that all come up in turn. */
function valuesFor(place: number): [name: string, hostile: string][] {
  const all = Object.entries(hostileValues);
  const others = all.slice(worstValues);
  const inTurn = [place % 3 === 0 ? all[(place / 3) % worstValues] : others[place % others.length]];
  return inTurn.filter((one) => one !== undefined);
}

const isJson = (body: unknown): boolean => body !== null && !Buffer.isBuffer(body);
const methodOf = (route: string): string => route.slice(0, route.indexOf(' '));

function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body ?? {}));
}

test('every route that takes a body has a good request here, and every good request a route', () => {
  expect(Object.keys(goodRequests).toSorted()).toEqual(routes.toSorted());
});

describe.each(routes)('%s', (route) => {
  test('takes its good request', async () => {
    const { path, headers, body } = goodRequest(route, world);
    const answer = await fetch(server.url + path, {
      method: methodOf(route),
      headers,
      body: bytesOf(body),
      redirect: 'manual',
    });
    // What is not there cannot be deleted or joined, and one route only says that it is not here.
    if (/^DELETE|joins$|generate-query$/.test(route)) expect(answer.status).toBeLessThan(500);
    else expect([200, 202, 204, 303]).toContain(answer.status);
  });

  test('answers whatever stands in any field', async () => {
    const { path, headers, body } = goodRequest(route, world);
    const paths = isJson(body) ? pathsOf(body) : [[]];
    const all = paths.flatMap((place, i) =>
      valuesFor(i + routes.indexOf(route)).map(([name, hostile]): Sent => ({
        what: `${name} as ${place.join('.') || 'the body'}`,
        path,
        method: methodOf(route),
        headers,
        body: withHostile(isJson(body) ? body : {}, place, hostile),
      })),
    );
    await expectAnswered(all);
  }, 240_000);

  test('answers any bytes, under any type and encoding', async () => {
    const { path, headers, body } = goodRequest(route, world);
    const good = bytesOf(body);
    const encodings = ['x-gzip', 'GZIP ', 'zstd', 'gzip, gzip', 'x'];
    const types = [
      'application/json',
      'text/plain',
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'x',
      headers['content-type'] ?? '',
    ];
    const bodies: Buffer[] = [
      Buffer.alloc(0),
      Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]),
      Buffer.from('\ufeff{}'),
      good.subarray(0, good.length >> 1),
      Buffer.concat([good, good]),
      gzipSync(good),
      gzipSync(gzipSync(good)),
      Buffer.concat([gzipSync(good), gzipSync(good)]),
      Buffer.concat([gzipSync(good), Buffer.from('rubbish')]),
      gzipSync(good).subarray(0, -9),
    ];
    const base = { what: '', path, method: methodOf(route) };
    const whole: Sent[] = [
      ...bodies.map((one, i) => ({ ...base, what: `body ${i}`, headers, body: one })),
      ...bodies.map((one, i) => ({
        ...base,
        what: `gzip ${i}`,
        headers: { ...headers, 'content-encoding': 'gzip' },
        body: one,
      })),
      ...encodings.map((name) => ({
        ...base,
        what: name,
        headers: { ...headers, 'content-encoding': name },
        body: good,
      })),
      ...types.map((name) => ({ ...base, what: name, headers: { 'content-type': name }, body: good })),
    ];
    // The way in meets all of them, the others a third each: what unpacks a body is the same for all.
    const isWayIn = /^(?:POST|PATCH) \/runs(?:\/batch|\/multipart|\/:id)?$/u.test(route);
    const part = routes.indexOf(route) % 3;
    await expectAnswered(whole.filter((_, i) => isWayIn || i % 3 === part));
  }, 240_000);
});
