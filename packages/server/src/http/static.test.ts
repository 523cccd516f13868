/** The files of the page: gzipped for who takes it, as they are for others, never an old one. */
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bindings } from './bindings.js';
import { pageRoutes } from './static.js';

const script = 'export const words = "said again and again";\n'.repeat(100);
let folder: string;
let routes: Hono<Bindings>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracenest-static-'));
  await writeFile(join(folder, 'page.js'), script);
  await writeFile(join(folder, 'short.js'), 'export {};');
  await writeFile(join(folder, 'letters.woff2'), Buffer.alloc(4000, 'w'));
  routes = pageRoutes(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function get(path: string, acceptEncoding?: string, method = 'GET'): Promise<Response> {
  return await routes.request(path, { method, headers: acceptEncoding ? { 'accept-encoding': acceptEncoding } : {} });
}

describe('a script', () => {
  test.each(['gzip', 'br;q=1, GZIP ;q=0.5', 'deflate, x-gzip'])('comes gzipped for “%s”', async (wish) => {
    const answer = await get('/page.js', wish);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('content-length')).toBe(String(bytes.length));
    expect(answer.headers.get('vary')).toBe('accept-encoding');
    expect(bytes.length).toBeLessThan(script.length / 5);
    expect(gunzipSync(bytes).toString()).toBe(script);
  });

  test.each([undefined, 'br', 'gzip;q=0', 'gzip; q=0.00', 'gzipped'])('comes as it is for “%s”', async (wish) => {
    const answer = await get('/page.js', wish);
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(answer.headers.get('content-length')).toBe(String(script.length));
    expect(await answer.text()).toBe(script);
  });

  test('is told about without its body', async () => {
    const whole = await get('/page.js', 'gzip');
    const told = await get('/page.js', 'gzip', 'HEAD');
    expect(told.headers.get('content-length')).toBe(whole.headers.get('content-length'));
    expect(await told.text()).toBe('');
  });

  test('that has changed comes as it is now', async () => {
    await get('/page.js', 'gzip');
    const changed = script.replaceAll('again', 'anew!');
    await writeFile(join(folder, 'page.js'), changed);
    await utimes(join(folder, 'page.js'), new Date(), new Date(Date.now() + 5000));
    const bytes = Buffer.from(await (await get('/page.js', 'gzip')).arrayBuffer());
    expect(gunzipSync(bytes).toString()).toBe(changed);
  });
});

test.each(['/short.js', '/letters.woff2'])('%s would not get smaller and comes as it is', async (path) => {
  expect((await get(path, 'gzip')).headers.get('content-encoding')).toBeNull();
});
