/** What comes with runs in one body and is no run: feedback, attachments, and what had to be refused. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'langsmith';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RefusedReason } from 'tracenest/wire';
import { ask, postJson, startTestServer, type TestServer } from '../../server.fixture.js';

let server: TestServer;
const headers = { 'x-api-key': 'secret' };

beforeAll(async () => {
  server = await startTestServer({ apiKey: 'secret' });
});

afterAll(() => server.remove());

interface Part {
  name: string;
  type: string;
  body: string | Buffer;
}

function send(parts: readonly Part[]): Promise<{ status: number; body: Record<string, unknown> }> {
  const pieces = parts.flatMap(({ name, type, body }) => [
    Buffer.from(`--B\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n`),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ]);
  return ask(`${server.url}/runs/multipart`, {
    method: 'POST',
    body: Buffer.concat([...pieces, Buffer.from('--B--\r\n')]),
    headers: { ...headers, 'content-type': 'multipart/form-data; boundary=B' },
  });
}

function runPart(id: string, project = 'beside'): Part {
  const run = {
    id,
    trace_id: id,
    name: 'n',
    run_type: 'chain',
    start_time: '2026-03-01T10:00:00Z',
    session_name: project,
  };
  return { name: `post.${id}`, type: 'application/json', body: JSON.stringify(run) };
}

interface Read {
  s3_urls: Record<string, { presigned_url: string; mime_type: string; size: number }>;
  feedback_stats: Record<string, { n: number }> | null;
}

async function read(id: string): Promise<Read> {
  return (await ask<Read>(`${server.url}/runs/${id}`, { headers })).body;
}

describe('attachments', () => {
  test('row 33: come back byte for byte, by an address that needs no key', async () => {
    const id = randomUUID();
    const bytes = randomBytes(300_000);
    const answer = await send([
      { name: `attachment.${id}.a.b c".png`.replace('"', ''), type: 'image/png; length=300000', body: bytes },
      runPart(id),
      { name: `attachment.${id}.page`, type: 'text/html', body: '<script>alert(1)</script>' },
      { name: `attachment.${id}.empty`, type: 'text/plain', body: '' },
    ]);
    expect(answer).toMatchObject({ status: 202, body: { stored: 1, attachments: 3, rejected: [] } });
    const { s3_urls: urls } = await read(id);
    expect(Object.keys(urls).toSorted()).toEqual(['attachment.a.b c.png', 'attachment.empty', 'attachment.page']);
    const image = urls['attachment.a.b c.png'];
    expect(image).toMatchObject({ mime_type: 'image/png', size: 300_000 });
    const file = await fetch(image?.presigned_url ?? '');
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''a.b%20c.png`);
    expect((await fetch(urls['attachment.empty']?.presigned_url ?? '')).headers.get('content-length')).toBe('0');
  });

  test('are never opened as a page', async () => {
    const id = randomUUID();
    await send([runPart(id), { name: `attachment.${id}.x`, type: 'text/html', body: '<script>alert(1)</script>' }]);
    const file = await fetch((await read(id)).s3_urls['attachment.x']?.presigned_url ?? '');
    const said = (name: string): string | null => file.headers.get(name);
    expect(said('content-type')).toBe('application/octet-stream');
    expect(said('content-disposition')).toMatch(/^attachment;/);
    expect(said('x-content-type-options')).toBe('nosniff');
    expect(said('content-security-policy')).toBe("default-src 'none'; sandbox");
  });

  test('of another token, or of no run, are not there', async () => {
    const id = randomUUID();
    await send([runPart(id), { name: `attachment.${id}.x`, type: 'text/plain', body: 'x' }]);
    expect((await fetch(`${server.url}/attachments/${id}/${randomUUID()}`)).status).toBe(404);
    expect((await fetch(`${server.url}/attachments/${id}`)).status).toBe(401);
    const bad = await send([{ name: 'attachment.none.x', type: 'text/plain', body: 'x' }]);
    expect(bad).toMatchObject({ status: 422, body: { detail: expect.stringContaining('attachment') as unknown } });
  });

  test('row 22: of the official client are sent, and the run that has them reads as ever', async () => {
    const client = new Client({ apiUrl: server.url, apiKey: 'secret' });
    const id = randomUUID();
    const attachments = { note: { mimeType: 'text/plain', data: new TextEncoder().encode('hello') } };
    const run = { id, trace_id: id, dotted_order: `20260301T100000000000Z${id}`, name: 'files', attachments };
    await client.createRun({ ...run, run_type: 'tool', inputs: {}, start_time: Date.now() });
    await client.awaitPendingTraceBatches();
    expect(await client.readRun(id)).not.toHaveProperty('attachments');
    const url = (await read(id)).s3_urls['attachment.note']?.presigned_url ?? '';
    expect(await (await fetch(url)).text()).toBe('hello');
  });
});

test('feedback beside runs is on the run, however often it is sent', async () => {
  const id = randomUUID();
  const feedbackId = randomUUID();
  const said = {
    id: feedbackId,
    run_id: id,
    trace_id: id,
    key: 'ok',
    score: 1,
    value: null,
    feedback_source: { type: 'api' },
  };
  const part = { name: `feedback.${feedbackId}`, type: 'application/json', body: JSON.stringify(said) };
  for (let i = 0; i < 2; i++)
    expect(await send([part, runPart(id)])).toMatchObject({ status: 202, body: { feedback: 1 } });
  expect((await read(id)).feedback_stats).toMatchObject({ ok: { n: 1 } });
});

describe('what was refused', () => {
  const reasons = async (project: string): Promise<RefusedReason[]> =>
    (await ask<{ rejected: RefusedReason[] }>(`${server.url}/api/app/projects/${project}/rejected`, { headers })).body
      .rejected;

  test('is counted by project and reason, the latest in words', async () => {
    const run = (id: string, more: object) => ({ id, name: 'n', session_name: 'refusing', ...more });
    const batch = { post: [run('no id', {}), run('none', {}), run(randomUUID(), { tags: 5 }), run(randomUUID(), {})] };
    for (let i = 0; i < 2; i++) {
      const sent = await ask(`${server.url}/runs/batch`, { method: 'POST', headers, body: JSON.stringify(batch) });
      expect(sent.status).toBe(202);
    }
    const found = (await reasons('refusing')).filter((reason) => reason.is_of_project);
    expect(found.map(({ code, field, count }) => `${code} ${field} ${count}`).toSorted()).toEqual([
      'bad-field tags 2',
      'bad-id null 4',
    ]);
    const [first] = found.filter((reason) => reason.code === 'bad-field');
    expect(first?.example.message).toContain('tags');
    expect(first?.example.remedy.length).toBeGreaterThan(10);
    expect(Date.parse(first?.last ?? '')).toBeGreaterThanOrEqual(Date.parse(first?.first ?? ''));
  });

  test('is told of a project of which nothing could be taken', async () => {
    const bad = { post: [{ id: 'x', session_name: 'nothing taken' }], patch: [] };
    const sent = await ask(`${server.url}/runs/batch`, { method: 'POST', headers, body: JSON.stringify(bad) });
    expect(sent.status).toBe(422);
    expect((await reasons('nothing%20taken')).filter((reason) => reason.is_of_project)).toHaveLength(1);
    expect((await ask(`${server.url}/api/app/projects/never/rejected`, { headers })).status).toBe(404);
  });
});

test('nothing is written without the key', async () => {
  expect((await postJson(`${server.url}/runs/batch`, { post: [], patch: [] })).status).toBe(401);
});
