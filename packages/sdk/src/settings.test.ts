/** The small parts: settings, voice, clock, version, and the context of runtimes that have none. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { nextStartUs, nowUs } from './clock.js';
import { isTracingOn, logLevel, projectName, readConfig } from './config.js';
import { report } from './diag.js';
import { SDK_VERSION } from './version.js';

const kept = { ...process.env };
beforeEach(() => {
  for (const name of Object.keys(process.env))
    if (/^(TRACENEST|LANGSMITH|LANGCHAIN)_/.test(name)) delete process.env[name];
});
afterEach(() => {
  vi.restoreAllMocks();
  process.env = { ...kept };
});

describe('the environment', () => {
  test('defaults: off, this machine, the project default', () => {
    expect([isTracingOn(), projectName(), logLevel()]).toEqual([false, 'default', 'warn']);
    expect(readConfig()).toEqual({
      config: {
        endpoint: 'http://localhost:1984',
        apiKey: undefined,
        workspaceId: undefined,
        samplingRate: 1,
        hideInputs: false,
        hideOutputs: false,
        hideMetadata: false,
        blocksOnRoot: false,
      },
      complaints: [],
    });
  });

  test('TRACENEST_ wins over LANGSMITH_, which wins over LANGCHAIN_; blank is not set', () => {
    process.env['LANGCHAIN_ENDPOINT'] = 'http://c';
    expect(readConfig().config.endpoint).toBe('http://c');
    process.env['LANGSMITH_ENDPOINT'] = 'http://b//';
    expect(readConfig().config.endpoint).toBe('http://b');
    process.env['TRACENEST_ENDPOINT'] = ' ';
    expect(readConfig().config.endpoint).toBe('http://b');
    process.env['TRACENEST_ENDPOINT'] = 'http://a';
    expect(readConfig().config.endpoint).toBe('http://a');
  });

  test.each([
    [{ TRACENEST_TRACING: 'true' }, true],
    [{ LANGSMITH_TRACING: 'true' }, true],
    [{ LANGSMITH_TRACING_V2: 'true' }, true],
    [{ LANGCHAIN_TRACING_V2: 'true' }, true],
    [{ LANGSMITH_TRACING: '1' }, false],
    [{ LANGSMITH_TRACING: 'true', TRACENEST_TRACING: 'false' }, false],
  ])('%o: tracing is %o', (env, isOn) => {
    Object.assign(process.env, env);
    expect(isTracingOn()).toBe(isOn);
  });

  test('a rate that is none is named, with what is expected', () => {
    process.env['LANGSMITH_TRACING_SAMPLING_RATE'] = '10%';
    const { config, complaints } = readConfig();
    expect(config.samplingRate).toBe(1);
    expect(complaints).toEqual([
      expect.stringMatching(/TRACING_SAMPLING_RATE is "10%"; expected a number from 0 to 1/),
    ]);
  });
});

describe('the voice', () => {
  test('says each cause once, and no more than TRACENEST_LOG allows', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    report('warn', 'test-cause', 'it broke.', 'Mend it.');
    report('warn', 'test-cause', 'it broke again.');
    process.env['TRACENEST_LOG'] = 'error';
    report('warn', 'other-cause', 'quiet');
    expect(warn.mock.calls).toEqual([['[tracenest] test-cause: it broke. Mend it.']]);
  });

  test('a console that throws is not heard', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {
      throw new TypeError('console');
    });
    expect(() => report('error', 'throwing-console', 'x')).not.toThrow();
  });
});

describe('the clock', () => {
  test('agrees with Date.now(), to the millisecond', () => {
    for (let i = 0; i < 2000; i += 1) {
      const before = Date.now();
      const us = nowUs();
      const after = Date.now();
      expect(us >= before * 1000 && us < (after + 1) * 1000 && Number.isInteger(us)).toBe(true);
    }
  });

  test('starts are strictly increasing', () => {
    const starts = Array.from({ length: 10_000 }, nextStartUs);
    expect(starts.every((start, i) => i === 0 || start > (starts[i - 1] ?? 0))).toBe(true);
  });

  test('follows a wall clock that is set back, but not for a trifle', () => {
    const start = nextStartUs();
    const back = vi.spyOn(Date, 'now').mockReturnValue(Math.floor(start / 1000) - 500);
    expect(nextStartUs()).toBe(start + 1);
    back.mockReturnValue(Math.floor(start / 1000) - 3_600_000);
    expect(nextStartUs()).toBeLessThan(start - 3_000_000_000);
  });
});

describe('without async context', () => {
  test('a run is current for as long as the call stack lasts, and nothing is guessed after an await', async () => {
    // Node.js gives AsyncLocalStorage by name, as some edge runtimes do: a browser has no such thing.
    const builtIn = Object.getOwnPropertyDescriptor(process, 'getBuiltinModule');
    Object.defineProperty(process, 'getBuiltinModule', { value: undefined, configurable: true });
    const { runtime } = await import('./context-fallback.js');
    if (builtIn !== undefined) Object.defineProperty(process, 'getBuiltinModule', builtIn);
    const storage = runtime.makeStorage();
    const seen: unknown[] = [];
    const later = storage.run('a', async () => {
      seen.push(storage.getStore());
      storage.run('b', () => seen.push(storage.getStore()));
      seen.push(storage.getStore());
      await Promise.resolve();
      seen.push(storage.getStore());
    });
    expect(() =>
      storage.run('c', () => {
        throw new TypeError('x');
      }),
    ).toThrow('x');
    expect(storage.getStore()).toBeUndefined();
    await later;
    expect(seen).toEqual(['a', 'b', 'a', undefined]);
  });
});

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(SDK_VERSION).toBe(version);
});
