/**
 * Large, compressed and crowded bodies: refused or stored within bounded memory, and the good runs
 * beside what is bad are stored.
 */
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, startTestServer, type TestServer } from '../server.fixture.js';
import { hostileValues } from './hostile-values.fixture.js';
import { goodRun, multipartOf } from './write-routes.fixture.js';

/** Of this process, which is server, sender and store in one. Bytes. */
const maxMemory = 3 * 2 ** 30;
const megabyte = 2 ** 20;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.remove());

afterEach(async () => {
  expect(process.memoryUsage().rss).toBeLessThan(maxMemory);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  const run = goodRun();
  expect((await send('/runs', JSON.stringify(run))).status).toBe(202);
  expect(await isStored(run.id)).toBe(true);
});

interface Said {
  stored?: number;
  code?: string;
  remedy?: string;
  rejected?: unknown[];
}

function send(
  path: string,
  body: Buffer | string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Said }> {
  return ask<Said>(server.url + path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

async function isStored(id: string): Promise<boolean> {
  return (await fetch(`${server.url}/runs/${id}`)).status === 200;
}

describe('bombs', () => {
  const gzip = { 'content-encoding': 'gzip' };
  const zeros = gzipSync(Buffer.alloc(32 * megabyte));

  test.each(['/runs', '/runs/batch', '/runs/multipart', '/runs/query', '/feedback'])(
    'gzip that unpacks to more than is taken, in one piece or many, sent to %s',
    async (path) => {
      const headers = { ...gzip, 'content-type': 'multipart/form-data; boundary=b' };
      const bomb = Buffer.concat([zeros, zeros, zeros]);
      expect(bomb.length).toBeLessThan(megabyte);
      expect(await send(path, bomb, headers)).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
    },
  );

  test('gzip in gzip is unpacked once, and is no JSON then', async () => {
    expect((await send('/runs', gzipSync(zeros), gzip)).status).toBe(422);
  });
});

describe('large values', () => {
  test('a field of a hundred megabytes is refused, and the answer names the setting', async () => {
    const answer = await send('/runs', `{"id":"${randomUUID()}","inputs":{"text":"${'x'.repeat(100 * megabyte)}"}}`);
    expect(answer.status).toBe(413);
    expect(answer.body.remedy).toContain('TRACENEST_MAX_BODY_MB');
  });

  test('a field of forty megabytes is stored', async () => {
    const run = goodRun();
    const answer = await send('/runs', JSON.stringify({ ...run, inputs: { text: 'x'.repeat(40 * megabyte) } }));
    expect(answer.status).toBe(202);
    expect(await isStored(run.id)).toBe(true);
  });
});

describe('a hostile run between two good ones', () => {
  const fields = [
    'id',
    'name',
    'start_time',
    'dotted_order',
    'inputs',
    'extra',
    'tags',
    'session_name',
    'parent_run_id',
  ];

  test.each(fields)(
    'whatever its %s is, in a batch: what is JSON costs the good ones nothing',
    async (field) => {
      const sendOne = async ([name, hostile]: [string, string]): Promise<void> => {
        const [before, after] = [goodRun(), goodRun()];
        const odd = JSON.stringify({ ...goodRun(), [field]: '@' }).replace('"@"', () => hostile);
        const answer = await send(
          '/runs/batch',
          `{"post":[${JSON.stringify(before)},${odd},${JSON.stringify(after)}]}`,
        );
        expect([name, answer.status]).toEqual([name, 202]);
        expect([name, answer.body.stored]).toEqual([name, expect.toBeOneOf([2, 3])]);
        expect([name, await isStored(before.id), await isStored(after.id)]).toEqual([name, true, true]);
      };
      const json = Object.entries(hostileValues).filter(([name]) => !/NaN|Infinity/.test(name));
      // Each field meets some of them, and together the fields meet each more than once.
      const met = json.filter((_, i) => (i + fields.indexOf(field)) % 4 === 0);
      await Promise.all(met.map(sendOne));
    },
    240_000,
  );

  test('in multipart even what is no JSON costs them nothing', async () => {
    const good = goodRun();
    const { inputs, ...rest } = good;
    const hostile = Object.values(hostileValues).flatMap((value): [string, string][] => {
      const id = randomUUID();
      return [
        [`post.${id}`, value],
        [`post.${id}.outputs`, value],
        [`feedback.${id}`, value],
        [`patch.${id}.extra`, value],
      ];
    });
    const { body, contentType } = multipartOf([
      [`post.${good.id}.inputs`, JSON.stringify(inputs)],
      ...hostile,
      [`post.${good.id}`, JSON.stringify(rest)],
    ]);
    expect((await send('/runs/multipart', body, { 'content-type': contentType })).status).toBe(202);
    expect((await ask<{ inputs: unknown }>(`${server.url}/runs/${good.id}`)).body.inputs).toEqual(inputs);
  });

  test('among a hundred thousand parts that are none', async () => {
    const good = goodRun();
    const parts = Array.from({ length: 100_000 }, (_, i): [string, string] => [i % 2 === 0 ? '' : `post.${i}`, '{}']);
    parts.splice(50_000, 0, [`post.${good.id}`, JSON.stringify(good)]);
    const { body, contentType } = multipartOf(parts);
    const answer = await send('/runs/multipart', body, { 'content-type': contentType });
    expect(answer).toMatchObject({ status: 202, body: { stored: 1 } });
    expect(await isStored(good.id)).toBe(true);
  });
});
