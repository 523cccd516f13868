import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { normalizeDottedOrder, normalizeId } from 'tracenest/wire';
import { expect, test } from 'vitest';
import { environmentLines, snippets } from './first-trace.js';

const run = promisify(execFile);

test('the environment names this server and nothing else', () => {
  expect(environmentLines('http://localhost:1984', false).split('\n')).toEqual([
    'export LANGSMITH_TRACING=true',
    'export LANGSMITH_ENDPOINT=http://localhost:1984',
    'export LANGSMITH_API_KEY=anything',
  ]);
});

test('a server that demands a key says so where the key is set', () => {
  expect(environmentLines('http://localhost:1984', true)).toMatch(/^export LANGSMITH_API_KEY='the key/m);
});

test('the snippet for cURL, pasted into a shell, posts a run that can be placed', async () => {
  let body = '';
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => response.writeHead(202).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const code = snippets(endpoint).find((snippet) => snippet.id === 'curl')?.code ?? '';
    await run('bash', ['-c', code]);
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
  const sent = JSON.parse(body) as Record<string, string>;
  const id = normalizeId(sent['id'] ?? '');
  expect(id).not.toBeNull();
  expect(sent['trace_id']).toBe(sent['id']);
  expect(normalizeDottedOrder(sent['dotted_order'], id ?? '')).not.toBeNull();
  expect(Date.parse(sent['start_time'] ?? '')).not.toBeNaN();
});

test('the TypeScript snippet is a program that Node can read', async () => {
  const snippet = snippets('http://localhost:1984').find((one) => one.id === 'typescript');
  const file = join(await mkdtemp(join(tmpdir(), 'tracenest-snippet-')), snippet?.file ?? '');
  await writeFile(file, snippet?.code ?? '');
  await run(process.execPath, ['--check', file]);
});
