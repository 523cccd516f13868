/**
 * A real HTTP server on loopback that takes what an SDK sends and keeps it, so that a test can ask
 * for the runs and their tree. Reads multipart bodies with its own eyes: by boundary, not by ours.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { ProcessBeat } from './wire/api.js';
import { mergeTrace, normalizeId, type MergedRun, type RunRecord } from './wire/index.js';

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
  /** Milliseconds since the server started. */
  atMs: number;
}

export class RecordingServer {
  readonly requests: RecordedRequest[] = [];
  readonly records: RunRecord[] = [];
  /** What the next POSTs are answered; then 202. */
  readonly answers: Answer[] = [];
  takesGzip = true;
  /** Whether it asks to be told of processes, and what it was told. */
  hearsProcesses = false;
  readonly beats: ProcessBeat[] = [];
  readonly #server: Server;

  private constructor() {
    const startMs = performance.now();
    this.#server = createServer((request, response) => {
      void readBody(request).then((body) => {
        const path = request.url ?? '';
        const recorded = { method: request.method ?? '', path, headers: request.headers, parts: [] as string[] };
        this.requests.push({ ...recorded, atMs: performance.now() - startMs });
        if (path.endsWith('/info')) {
          response.setHeader('content-type', 'application/json');
          const flags = { gzip_body_enabled: this.takesGzip, process_heartbeats_enabled: this.hearsProcesses };
          response.end(JSON.stringify({ version: '0.16.20', instance_flags: flags }));
          return;
        }
        if (path === '/api/app/processes') {
          this.beats.push(JSON.parse(body.toString()) as ProcessBeat);
          response.writeHead(204).end();
          return;
        }
        const { status, headers = {} } = this.answers.shift() ?? { status: 202 };
        if (status < 300) recorded.parts.push(...this.#take(request, body));
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

  #take(request: IncomingMessage, raw: Buffer): string[] {
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const boundary = /boundary=("?)([^";]+)\1/.exec(request.headers['content-type'] ?? '')?.[2];
    if (boundary === undefined) return [];
    const names: string[] = [];
    const byName = new Map<string, Record<string, unknown>>();
    for (const part of body.toString('utf8').split(`--${boundary}`).slice(1, -1)) {
      const split = part.indexOf('\r\n\r\n');
      const name = /name="([^"]+)"/.exec(part.slice(0, split))?.[1] ?? '';
      const value: unknown = JSON.parse(part.slice(split + 4, -2));
      names.push(name);
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
