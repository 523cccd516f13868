/**
 * A real HTTP server on loopback that takes what an SDK sends and keeps it, so that a test can ask
 * for the runs and their tree. Reads multipart bodies with its own eyes: by boundary, not by ours.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { ProcessBeat } from './wire/api.js';
import { mergeTrace, normalizeId, type Finding, type MergedRun, type RunRecord } from './wire/index.js';

export interface Answer {
  status: number;
  headers?: Record<string, string>;
}

export interface RecordedRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Names of the parts, in their order. */
  parts: string[];
  /** Bytes of the parts that are no JSON, by name. */
  files: Map<string, { type: string; bytes: Buffer }>;
  /** Milliseconds since the server started. */
  atMs: number;
}

export class RecordingServer {
  readonly requests: RecordedRequest[] = [];
  readonly records: RunRecord[] = [];
  /** What the next POSTs are answered; then 202. */
  readonly answers: Answer[] = [];
  /** Takes connections and runs, and never answers for them. */
  isSilent = false;
  takesGzip = true;
  /** What the server says of multipart; undefined: nothing. */
  saysMultipart: boolean | undefined;
  /** Whether it asks to be told of processes, and what it was told. */
  hearsProcesses = false;
  readonly beats: ProcessBeat[] = [];
  readonly #server: Server;

  private constructor() {
    const startMs = performance.now();
    this.#server = createServer((request, response) => {
      void readBody(request).then((body) => {
        const path = request.url ?? '';
        const recorded = {
          method: request.method ?? '',
          path,
          headers: request.headers,
          parts: [] as string[],
          files: new Map(),
        };
        this.requests.push({ ...recorded, atMs: performance.now() - startMs });
        if (path.endsWith('/info')) {
          response.setHeader('content-type', 'application/json');
          const flags = { gzip_body_enabled: this.takesGzip, process_heartbeats_enabled: this.hearsProcesses };
          const limits =
            this.saysMultipart === undefined
              ? {}
              : { batch_ingest_config: { use_multipart_endpoint: this.saysMultipart } };
          response.end(JSON.stringify({ version: '0.16.20', instance_flags: flags, ...limits }));
          return;
        }
        if (path === '/api/app/processes') {
          this.beats.push(JSON.parse(body.toString()) as ProcessBeat);
          response.writeHead(204).end();
          return;
        }
        if (this.isSilent) return;
        const { status, headers = {} } = this.answers.shift() ?? { status: 202 };
        if (status < 300) recorded.parts.push(...this.#take(request, body, recorded.files));
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end('{"message":"taken"}');
        // A sender that died on the way has sent nothing.
      }, ignoreAborted);
    });
  }

  static async start(): Promise<RecordingServer> {
    const recording = new RecordingServer();
    await new Promise<void>((resolve) => recording.#server.listen(0, '127.0.0.1', resolve));
    return recording;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What was sent, merged by the contract. */
  get runs(): MergedRun[] {
    return mergeTrace(this.records.map((record, i) => ({ record, received: i })));
  }

  /** The only run of this name. */
  run(name: string): MergedRun {
    const named = this.runs.filter((run) => run.name === name);
    const [run] = named;
    if (run === undefined || named.length > 1)
      throw new RangeError(`${named.length} runs are named ${name}: ${this.tree()}`);
    return run;
  }

  /** What the only run of this name says first of its place. */
  findingOf(name: string): Finding | undefined {
    return this.run(name).tracenest?.findings?.[0];
  }

  /**
   * The traces as text: children in parentheses, in the order of their start; `?` behind a run
   * that has no end, `!` behind one that failed, `missing:` before the child of an absent parent.
   */
  tree(): string {
    const { runs } = this;
    const byId = new Map(runs.map((run) => [run.id, run]));
    const childrenOf = (id: string | null): string[] =>
      runs
        .filter((run) => run.parent_run_id === id)
        .toSorted((a, b) => ((a.dotted_order ?? '') < (b.dotted_order ?? '') ? -1 : 1))
        .map(textOf);
    const textOf = (run: MergedRun): string => {
      const children = childrenOf(run.id);
      const mark = run.status === 'pending' ? '?' : run.status === 'error' ? '!' : '';
      return `${run.name}${mark}${children.length === 0 ? '' : `(${children.join(',')})`}`;
    };
    const lost = runs.filter((run) => run.parent_run_id !== null && !byId.has(run.parent_run_id));
    return [...childrenOf(null), ...lost.map((run) => `missing:${textOf(run)}`)].join(' ');
  }

  /** Waits until something holds; for what is sent in its own time. */
  async until(holds: () => boolean, withinMs = 5000): Promise<void> {
    const endMs = performance.now() + withinMs;
    while (!holds()) {
      if (performance.now() > endMs) throw new RangeError(`did not come about within ${withinMs} ms: ${this.tree()}`);
      await sleep(5);
    }
  }

  clear(): void {
    this.requests.length = 0;
    this.records.length = 0;
    this.beats.length = 0;
    this.answers.length = 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(request: IncomingMessage, raw: Buffer, files: RecordedRequest['files']): string[] {
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const boundary = /boundary=("?)([^";]+)\1/.exec(request.headers['content-type'] ?? '')?.[2];
    if (boundary === undefined) return this.#takeBatch(request, body);
    const names: string[] = [];
    const byName = new Map<string, Record<string, unknown>>();
    // As Latin-1 a character is a byte, whatever the part holds.
    for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
      const split = part.indexOf('\r\n\r\n');
      const head = Buffer.from(part.slice(0, split), 'latin1').toString();
      const bytes = Buffer.from(part.slice(split + 4, -2), 'latin1');
      const name = /name="([^"]+)"/.exec(head)?.[1] ?? '';
      names.push(name);
      if (name.startsWith('attachment.')) {
        files.set(name, { type: /Content-Type: ([^\r]+)/.exec(head)?.[1] ?? '', bytes });
        continue;
      }
      const value: unknown = JSON.parse(bytes.toString('utf8'));
      const [op = '', id = '', field] = name.split('.');
      const record = byName.get(`${op}.${id}`) ?? { op: op === 'post' ? 'create' : 'update', id: normalizeId(id) };
      byName.set(
        `${op}.${id}`,
        field === undefined ? { ...record, ...(value as object) } : { ...record, [field]: value },
      );
    }
    this.records.push(...([...byName.values()] as unknown as RunRecord[]));
    return names;
  }

  #takeBatch(request: IncomingMessage, body: Buffer): string[] {
    if (request.url?.endsWith('/runs/batch') !== true) return [];
    const { post = [], patch = [] } = JSON.parse(body.toString('utf8')) as { post?: RunRecord[]; patch?: RunRecord[] };
    this.records.push(...post.map((record) => ({ ...record, op: 'create' as const })));
    this.records.push(...patch.map((record) => ({ ...record, op: 'update' as const })));
    return [];
  }
}

/** Where nobody listens. */
export async function deadUrl(): Promise<string> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return `http://127.0.0.1:${port}`;
}

function ignoreAborted(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
