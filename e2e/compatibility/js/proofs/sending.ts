/** The ways in which runs travel: one by one, as JSON batches, as multipart, compressed or not. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { uuid7 } from 'tracenest';
import { freshName, has, writeTree, type Proof } from '../proof.js';
import type { Attachments, Client, ClientConfig, Trial } from '../trial.js';

/** A client that takes the server for one that announces something else. */
function withInfo(trial: Trial, change: (info: Record<string, unknown>) => void, config: ClientConfig = {}): Client {
  const client = trial.openClient(config);
  Reflect.set(client, '_getServerInfo', async () => {
    const info = (await (await fetch(`${trial.url}/info`)).json()) as Record<string, unknown>;
    change(info);
    return info;
  });
  return client;
}

/** The requests that carried runs since `before`. */
function sent(trial: Trial, before: number): { method: string; path: string; encoding: string | null }[] {
  return trial.exchanges
    .slice(before)
    .filter(({ method, path }) => method !== 'GET' && /\/runs(\/|$)/.test(path))
    .map(({ method, path, headers }) => ({ method, path, encoding: headers.get('content-encoding') }));
}

async function proveTree(trial: Trial, client: Client, what: string): Promise<ReturnType<typeof sent>> {
  const before = trial.exchanges.length;
  const { rootId, leafId } = await writeTree(client, freshName(trial, what));
  const requests = sent(trial, before);
  const root = await trial.client.readRun(rootId, { loadChildRuns: true });
  has(root, { outputs: { answer: 'The moon.' }, tags: ['moon', 'tea'], status: 'success' });
  equal(root.child_runs?.[0]?.child_runs?.[0]?.id, leafId);
  ok(requests.length > 0);
  return requests;
}

export const sendingProofs: Proof[] = [
  {
    methods: ['createRun (autoBatchTracing: false)', 'updateRun (autoBatchTracing: false)'],
    note: 'six requests, one tree',
    async prove(trial) {
      const requests = await proveTree(trial, trial.openClient({ autoBatchTracing: false }), 'one by one');
      deepEqual(
        requests.map(({ method }) => method),
        ['POST', 'POST', 'POST', 'PATCH', 'PATCH', 'PATCH'],
      );
    },
  },
  {
    methods: ['createRun (JSON batches)'],
    note: 'one tree through /runs/batch',
    async prove(trial) {
      const client = withInfo(trial, (info) => {
        info['batch_ingest_config'] = { use_multipart_endpoint: false, size_limit: 100, size_limit_bytes: 20_971_520 };
      });
      const requests = await proveTree(trial, client, 'batches');
      ok(requests.every(({ path }) => path === '/runs/batch'));
    },
  },
  {
    methods: ['createRun (multipart, as it is)'],
    note: 'one tree, not compressed',
    async prove(trial) {
      const client = withInfo(trial, (info) => (info['instance_flags'] = {}));
      const requests = await proveTree(trial, client, 'plain multipart');
      ok(requests.every(({ path, encoding }) => path === '/runs/multipart' && encoding === null));
    },
  },
  {
    methods: ['createRun (multipart, compressed as announced)'],
    note: 'one tree, compressed',
    async prove(trial) {
      const requests = await proveTree(trial, trial.openClient(), 'compressed multipart');
      ok(requests.every(({ path }) => path === '/runs/multipart'));
      // What the client compresses depends on what it already knows of the server when it sends.
      const { instance_flags: flags } = (await (await fetch(`${trial.url}/info`)).json()) as {
        instance_flags: Record<string, boolean>;
      };
      const known = [null, 'gzip', ...(flags['zstd_compression_enabled'] === true ? ['zstd'] : [])];
      ok(requests.every(({ encoding }) => known.includes(encoding)));
      ok(requests.some(({ encoding }) => encoding !== null));
    },
  },
  {
    methods: ['flush'],
    note: 'nothing is sent before, the run is there after',
    async prove(trial) {
      const client = trial.openClient({ manualFlushMode: true });
      const id = uuid7();
      const before = trial.exchanges.length;
      const name = freshName(trial, 'flushed');
      const order = `20261121T120000000000Z${id}`;
      await client.createRun({
        id,
        name,
        run_type: 'tool',
        inputs: {},
        trace_id: id,
        dotted_order: order,
        project_name: name,
      });
      equal(sent(trial, before).length, 0);
      await client.flush();
      equal((await client.readRun(id)).name, name);
    },
  },
  {
    methods: ['batchIngestRuns', 'multipartIngestRuns'],
    note: 'a run and its end, sent apart',
    async prove(trial) {
      for (const send of ['batchIngestRuns', 'multipartIngestRuns'] as const) {
        const id = uuid7();
        const project = freshName(trial, send);
        const placed = { id, trace_id: id, dotted_order: `20261121T120000000000Z${id}` };
        const run = { ...placed, name: send, run_type: 'tool', inputs: { sent: send }, session_name: project };
        await trial.client[send]({ runCreates: [{ ...run, start_time: '2026-11-21T12:00:00.000Z' }] });
        await trial.client[send]({
          runUpdates: [{ ...placed, outputs: { done: [1, null, 'ü'] }, end_time: Date.now() }],
        });
        has(await trial.client.readRun(id), { name: send, inputs: { sent: send }, outputs: { done: [1, null, 'ü'] } });
      }
    },
  },
  {
    methods: ['createRun (attachments)'],
    note: 'two files, byte for byte',
    prove: (trial) => proveAttachments(trial, false),
  },
  {
    methods: ['updateRun (attachments)'],
    note: 'two files, byte for byte',
    // Older clients take attachments with the end of a run and do not send them.
    sinceMinor: 11,
    prove: (trial) => proveAttachments(trial, true),
  },
];

/** Files beside a run come back byte for byte, whether they are sent with its beginning or its end. */
async function proveAttachments(trial: Trial, isLate: boolean): Promise<void> {
  const { client } = trial;
  const id = uuid7();
  const placed = { trace_id: id, dotted_order: `20261121T120000000000Z${id}` };
  const attachments: Attachments = {
    picture: ['image/png', new Uint8Array([137, 80, 78, 71])],
    note: { mimeType: 'text/plain', data: new TextEncoder().encode('seen') },
  };
  const run = { name: 'look', run_type: 'tool', inputs: {}, start_time: '2026-11-21T12:00:00.000Z' };
  const project_name = freshName(trial, 'attachments');
  await client.createRun({ id, ...placed, ...run, project_name, ...(isLate ? {} : { attachments }) });
  await client.updateRun(id, { ...placed, end_time: '2026-11-21T12:00:01.000Z', ...(isLate ? { attachments } : {}) });
  await client.awaitPendingTraceBatches();
  const links = Reflect.get(await client.readRun(id), 's3_urls') as Record<string, { presigned_url: string }>;
  const texts = await Promise.all(
    ['attachment.note', 'attachment.picture'].map(async (name) => {
      const answer = await fetch(new URL(links[name]?.presigned_url ?? '', trial.url));
      return Buffer.from(await answer.arrayBuffer()).toString('hex');
    }),
  );
  deepEqual(texts, [Buffer.from('seen').toString('hex'), '89504e47']);
}
