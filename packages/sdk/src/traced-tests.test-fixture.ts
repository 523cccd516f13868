/** A server that records for all tests of a file: tracing is on and goes there, and it is empty before each of them. */
import { afterAll, afterEach, beforeEach, vi } from 'vitest';
import { flush, traceable } from './index.js';
import { RecordingServer } from './recording-server.test-fixture.js';

/** Await it at the top of a test file, before the first run: the shared client reads where to send when it is made. */
export async function startServerOfTests(): Promise<RecordingServer> {
  const server = await RecordingServer.start();
  process.env['TRACENEST_ENDPOINT'] = server.url;
  afterAll(async () => {
    delete process.env['TRACENEST_ENDPOINT'];
    await server.close();
  });
  beforeEach(() => {
    server.clear();
    process.env['TRACENEST_TRACING'] = 'true';
  });
  afterEach(async () => {
    await flush();
    delete process.env['TRACENEST_TRACING'];
    vi.restoreAllMocks();
  });
  return server;
}

/** A traced function that gives nothing. */
export const named = (name: string, work: () => unknown = () => undefined): (() => Promise<void>) =>
  traceable(async () => void (await work()), { name });

/** The recorded tree, and behind it the findings above hint. */
export async function recordedBy(server: RecordingServer): Promise<[tree: string, ...warnings: string[]]> {
  await flush();
  const findings = server.runs.flatMap((run) => run.tracenest?.findings ?? []);
  const loud = findings.filter(({ severity }) => severity === 'warning' || severity === 'error');
  return [server.tree(), ...loud.map(({ code }) => code)];
}
