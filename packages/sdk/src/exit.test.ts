/** Ends of programs, each in a process of its own: what arrives at the end, what is kept, and who sends it. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deadUrl, RecordingServer } from './recording-server.test-fixture.js';

let server: RecordingServer;
let folder: string;
beforeAll(async () => void (server = await RecordingServer.start()));
afterAll(() => server.close());
beforeEach(() => {
  server.clear();
  server.hearsProcesses = false;
  folder = mkdtempSync(join(tmpdir(), 'tracenest-exit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SDK = JSON.stringify(new URL('index.ts', import.meta.url).href);
const OPTIONS = ['--import', import.meta.resolve('tsx'), '--conditions=@tracenest/source', '--input-type=module', '-e'];
const HEAD = `
  import { setTimeout as sleep } from 'node:timers/promises';
  import { Client, flush, getCurrentRunTree, traceable, tracingContext, withRunTree } from ${SDK};
  const work = traceable(async () => {}, { name: 'work' });`;

function environment(more: Record<string, string | undefined>): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  const ours = { TRACENEST_TRACING: 'true', TRACENEST_ENDPOINT: server.url, TRACENEST_SPOOL: spool() };
  return { PATH, HOME: folder, ...ours, ...more };
}

/** Runs a program to its end; gives what it wrote to the console as trouble. */
async function run(source: string, more: Record<string, string | undefined> = {}): Promise<string> {
  const child = promisify(execFile)(process.execPath, [...OPTIONS, `${HEAD}\n${source}`], { env: environment(more) });
  return (await child.catch((failure: { stderr: string }) => failure)).stderr;
}

const spool = (): string => join(folder, 'spool');
const kept = (): string[] => (readdirSync(folder).includes('spool') ? readdirSync(spool()).toSorted() : []);
const findingsOf = (name: string): unknown[] =>
  (server.run(name).tracenest?.findings ?? []).map(({ code, severity, evidence }) => [
    code,
    severity,
    evidence?.['reason'],
  ]);

describe('a program that ends', () => {
  test('by itself has sent all, and keeps nothing', async () => {
    expect(await run('await work();')).toBe('');
    expect([server.tree(), kept()]).toEqual(['work', []]);
  });

  test('by itself, with a run open, says so with the run', async () => {
    expect(await run("void traceable(() => new Promise(() => {}), { name: 'stuck' })(); await work();")).toBe('');
    expect(server.tree()).toBe('stuck? work');
    expect(findingsOf('stuck')).toEqual([['exited-with-runs', 'hint', 'nothing was left to do']]);
    expect(kept()).toEqual([]);
  });

  test('by process.exit sends what waited before it is gone, with the code of the program', async () => {
    // The listener of the program comes before ours, which it makes when it traces.
    const request = "await traceable(async () => { await work(); process.exit(3); }, { name: 'request' })();";
    const said = await run(`process.on('exit', (code) => console.error('code', code)); ${request}`);
    expect(said).toBe('code 3\n');
    expect(server.tree()).toBe('request?(work)');
    expect(findingsOf('request')).toEqual([['exited-with-runs', 'hint', 'process.exit']]);
    // Whether the server wants to hear of the process was not known yet: that waits, and no run does.
    const [file = ''] = kept();
    expect(readFileSync(join(spool(), file), 'utf8').split('\n').length).toBe(1);
  });

  test.each(["setImmediate(() => { throw new Error('no'); })", "Promise.reject(new Error('no'))"])(
    'by an error that nobody caught does so too: %s',
    async (failure) => {
      await run(`void traceable(() => sleep(1000), { name: 'open' })(); void ${failure};`);
      expect(findingsOf('open')).toEqual([['exited-with-runs', 'hint', 'an error that nobody caught']]);
    },
  );

  test('by process.exit while the server takes the connection and does not answer is held up for a second', async () => {
    server.isSilent = true;
    await run('await work(); process.exit();');
    server.isSilent = false;
    expect(kept().length).toBe(1);
  });

  test('by process.exit while the server is away leaves all to the next one', async () => {
    const endpoint = await deadUrl();
    await run('await work(); process.exit();', { TRACENEST_ENDPOINT: endpoint });
    const [file = ''] = kept();
    expect([statSync(spool()).mode & 0o777, statSync(join(spool(), file)).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  test('by itself while the server is away leaves all to the next one', async () => {
    const endpoint = await deadUrl();
    await run('await work();', { TRACENEST_ENDPOINT: endpoint });
    expect(kept().length).toBe(1);
    // Another server, another key: it is not theirs.
    await run('await work();', { TRACENEST_API_KEY: 'another' });
    expect([server.tree(), kept().length]).toEqual(['work', 1]);
  });

  test('keeps no key, and nothing where that is turned off', async () => {
    const key = 'a-secret-that-must-not-be-written';
    const endpoint = await deadUrl();
    await run('await work(); process.exit();', { TRACENEST_API_KEY: key, TRACENEST_ENDPOINT: endpoint });
    const [file = ''] = kept();
    expect(file + readFileSync(join(spool(), file), 'utf8')).not.toContain(key);
    rmSync(spool(), { recursive: true });
    const said = await run('await work(); process.exit();', { TRACENEST_SPOOL: 'off', TRACENEST_ENDPOINT: endpoint });
    expect([kept(), said.split(': ')[0]]).toEqual([[], '[tracenest] lost-at-exit']);
  });

  test('keeps nothing where others could read it', async () => {
    await run(
      "await work(); (await import('node:fs')).mkdirSync(process.env.TRACENEST_SPOOL, { mode: 0o755 }); process.exit();",
      { TRACENEST_ENDPOINT: await deadUrl() },
    );
    expect(kept()).toEqual([]);
  });
});

test('a kept file that was cut off gives what of it can be read', async () => {
  server.isSilent = true;
  await run('await work(); await work(); process.exit();');
  server.isSilent = false;
  const [file = ''] = kept();
  const path = join(spool(), file);
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -40));
  await run("await traceable(() => {}, { name: 'next' })();");
  expect([server.tree(), kept()]).toEqual(['work next', []]);
});

test('the listeners of the program find the process as it was', async () => {
  const said = await run(`await work();
    for (const signal of ['SIGTERM', 'SIGINT', 'uncaughtException', 'unhandledRejection'])
      if (process.listenerCount(signal) > 0) console.error(signal);`);
  expect(said).toBe('');
  const source = `${HEAD} await traceable(() => sleep(60_000), { name: 'open' })();`;
  const child = spawn(process.execPath, [...OPTIONS, source], { env: environment({}) });
  const ended = once(child, 'exit');
  try {
    await server.until(() => server.tree().includes('open?'), 20_000);
  } finally {
    child.kill('SIGTERM');
  }
  expect(await ended).toEqual([null, 'SIGTERM']);
});

describe('a server that asks for it hears of the process', () => {
  const OPEN =
    "const client = new Client({ heartbeatMs: 20 }); const open = traceable(() => new Promise(() => {}), { name: 'open', client });";

  test('while runs are open, and how it ended', async () => {
    server.hearsProcesses = true;
    await run(`${OPEN} void open(); await sleep(500);`);
    const root = server.run('open');
    expect(server.beats.length).toBeGreaterThan(2);
    for (const beat of server.beats) {
      expect(beat).toMatchObject({ process: root.tracenest?.process, open_runs: 1, traces: [root.trace_id] });
    }
    expect(server.beats.map(({ ended }) => ended?.reason).filter(Boolean)).toEqual(['finished']);
    expect(root.tracenest?.process).toMatchObject({ thread: 0, sdk: expect.stringMatching(/^tracenest-js/) });
  });

  test('through the next process where this one had no time', async () => {
    server.hearsProcesses = true;
    await run('void traceable(() => sleep(1000))(); process.exitCode = 3; process.exit();');
    expect(server.beats).toEqual([]);
    await run('await work(); await flush(); await sleep(300);');
    expect(server.beats.map(({ ended }) => ended)).toEqual([{ reason: 'exit', code: 3 }]);
  });

  test('and not where nothing was open', async () => {
    server.hearsProcesses = true;
    await run('await work();');
    expect(server.beats).toEqual([]);
  });

  test('and one that does not ask hears nothing', async () => {
    await run(`${OPEN} void open(); await sleep(200);`);
    expect([server.tree(), server.beats]).toEqual(['open?', []]);
  });
});

describe('the environment of a process', () => {
  const IDS = `console.error(JSON.stringify(getCurrentRunTree().toHeaders()));`;
  async function parent(): Promise<{ TRACEPARENT: string; TRACESTATE: string; BAGGAGE: string }> {
    const said = await run(`traceable(() => { ${IDS} }, { name: 'parent', project_name: 'builds' })();`);
    const { traceparent = '', tracestate = '', baggage = '' } = JSON.parse(said) as Record<string, string>;
    return { TRACEPARENT: traceparent, TRACESTATE: tracestate, BAGGAGE: baggage };
  }

  test('names the parent of what it does by itself, with the project', async () => {
    await run('await work(); await work();', await parent());
    expect(server.tree()).toBe('parent(work,work)');
    const [, child] = server.runs;
    expect([child?.project, child?.tracenest?.placement, child?.tracenest?.ancestry]).toEqual([
      'builds',
      'environment',
      'partial',
    ]);
    expect(child?.tracenest?.process?.pid).toBeGreaterThan(0);
  });

  test('is enough with traceparent alone', async () => {
    const { TRACEPARENT } = await parent();
    await run('await work();', { TRACEPARENT });
    const [first, second] = server.runs;
    expect(second).toMatchObject({ trace_id: first?.id, parent_run_id: first?.id });
  });

  test('says nothing of a request, whatever way its headers come', async () => {
    await run(
      `await tracingContext({ parent: {} }, work);
      await work.with({ parent: new Headers() })();
      await withRunTree(undefined, work);`,
      await parent(),
    );
    expect(server.tree()).toBe('parent work work work');
  });

  test('and headers that name a run win', async () => {
    const [first, second] = [await parent(), await parent()];
    await run(
      `await tracingContext({ parent: { traceparent: '${second.TRACEPARENT}', tracestate: '${second.TRACESTATE}' } }, work);`,
      first,
    );
    expect(server.tree()).toBe('parent parent(work)');
  });

  test('of another tracer, and garbage, begin a trace of their own', async () => {
    const foreign = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
    await run('await work();', { TRACEPARENT: foreign });
    await run("traceable(() => {}, { name: 'other' })();", { TRACEPARENT: 'garbage' });
    expect(server.tree()).toBe('work other');
    expect(server.run('work').tracenest?.remote).toMatchObject({ span_id: '00f067aa0ba902b7', from: 'traceparent' });
    expect(findingsOf('other')).toEqual([['bad-header', 'hint', expect.any(String)]]);
    expect(JSON.stringify(server.run('other').tracenest)).not.toContain('garbage');
  });

  test('of a run that is not recorded: nor are those below it', async () => {
    const { TRACEPARENT, TRACESTATE } = await parent();
    server.clear();
    await run('await work();', { TRACEPARENT, TRACESTATE: TRACESTATE.replace(/:0(\d):/, ':00:') });
    expect(server.tree()).toBe('');
  });
});
