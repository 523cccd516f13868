import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isLoopback, readCommand, version, type Config } from './config.js';

function config(flags: string[], env: Record<string, string> = {}): Config {
  const command = readCommand(flags, env);
  if (command.kind !== 'serve') throw new Error(`expected to serve, got ${JSON.stringify(command)}`);
  return command.config;
}

describe('what is read', () => {
  test('without flags and variables: loopback, 1984, ~/.tracenest, no key', () => {
    expect(config([])).toMatchObject({
      port: 1984,
      host: '127.0.0.1',
      dataDirectory: join(homedir(), '.tracenest'),
      apiKey: null,
      allowedHosts: [],
    });
  });

  test('a flag wins over its variable, an empty variable is absent', () => {
    const env = { TRACENEST_PORT: '2000', TRACENEST_HOST: '', TRACENEST_DATA: '/data' };
    expect(config(['--port', '0', '--data=/elsewhere'], env)).toMatchObject({
      port: 0,
      host: '127.0.0.1',
      dataDirectory: '/elsewhere',
    });
    expect(config([], env)).toMatchObject({ port: 2000, dataDirectory: '/data' });
  });

  test.each([
    ['~/traces', join(homedir(), 'traces')],
    ['~', homedir()],
    ['traces', resolve('traces')],
    ['/a/b', '/a/b'],
  ])('data directory %s is %s', (text, path) => {
    expect(config([], { TRACENEST_DATA: text }).dataDirectory).toBe(path);
  });

  test('allowed hosts are a list in lower case', () => {
    expect(config([], { TRACENEST_ALLOWED_HOSTS: ' Traces.Example.com ,b,, ' }).allowedHosts).toEqual([
      'traces.example.com',
      'b',
    ]);
  });

  test('sites that may use the server, and the size of a body', () => {
    const env = {
      TRACENEST_ALLOWED_ORIGINS: 'https://App.example.com, http://localhost:3000',
      TRACENEST_MAX_BODY_MB: '8',
    };
    expect(config([], env)).toMatchObject({
      allowedOrigins: ['https://app.example.com', 'http://localhost:3000'],
      maxBodyBytes: 8 * 1024 * 1024,
    });
    expect(config([], {})).toMatchObject({ allowedOrigins: [], maxBodyBytes: 64 * 1024 * 1024 });
  });

  test('brackets around an IPv6 address are taken off', () => {
    expect(config(['--host', '[::1]']).host).toBe('::1');
  });

  test('another address than loopback is taken with a key', () => {
    expect(config(['--host', '0.0.0.0'], { TRACENEST_API_KEY: 'k' })).toMatchObject({ host: '0.0.0.0', apiKey: 'k' });
  });
});

describe('what is refused names the setting', () => {
  test.each([
    [['--port', '70000'], {}, '--port is "70000"'],
    [['--port', 'http'], {}, '--port is "http"'],
    [[], { TRACENEST_PORT: '1e3' }, 'TRACENEST_PORT is "1e3"'],
    [['--host', 'http://localhost'], {}, '--host'],
    [['--data', ' '], {}, '--data is empty'],
    [['--prot', '1'], {}, '--prot'],
    [['serve'], {}, 'serve'],
    [['--host', '0.0.0.0'], {}, 'TRACENEST_API_KEY'],
    [['--host', '192.168.0.7'], { TRACENEST_API_KEY: '' }, 'TRACENEST_API_KEY'],
    [[], { TRACENEST_API_KEY: 'two words' }, 'TRACENEST_API_KEY'],
    [[], { TRACENEST_ALLOWED_ORIGINS: 'app.example.com' }, 'TRACENEST_ALLOWED_ORIGINS has "app.example.com"'],
    [[], { TRACENEST_ALLOWED_ORIGINS: '*' }, 'TRACENEST_ALLOWED_ORIGINS'],
    [[], { TRACENEST_ALLOWED_ORIGINS: 'https://a.example/' }, 'TRACENEST_ALLOWED_ORIGINS'],
    [[], { TRACENEST_MAX_BODY_MB: '0' }, 'TRACENEST_MAX_BODY_MB is "0"'],
    [[], { TRACENEST_MAX_BODY_MB: '1e3' }, 'TRACENEST_MAX_BODY_MB'],
  ] as [string[], Record<string, string>, string][])('%j %j', (flags, env, part) => {
    const command = readCommand(flags, env);
    expect(command.kind).toBe('refuse');
    expect(command.kind === 'refuse' ? command.message : '').toContain(part);
  });
});

test('--help lists every flag and variable, --version the version of the package', () => {
  const help = readCommand(['--help'], {});
  for (const name of [
    '--port',
    '--host',
    '--data',
    'TRACENEST_PORT',
    'TRACENEST_HOST',
    'TRACENEST_DATA',
    'TRACENEST_API_KEY',
    'TRACENEST_ALLOWED_HOSTS',
    'TRACENEST_ALLOWED_ORIGINS',
    'TRACENEST_MAX_BODY_MB',
  ]) {
    expect(help.kind === 'print' ? help.text : '').toContain(name);
  }
  expect(readCommand(['--version'], {})).toEqual({ kind: 'print', text: `${version}\n` });
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
});

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.0.0.1.example.com', false],
  ['10.0.0.1', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

describe('a store on a server', () => {
  test('is read from a flag or a variable, with what is not said', () => {
    expect(config([]).server).toBeNull();
    expect(config([], { TRACENEST_STORE: 'http://clickhouse' }).server).toEqual({
      url: 'http://clickhouse:8123',
      database: 'tracenest',
      user: 'default',
      password: '',
      cluster: null,
    });
    const flags = ['--store', 'https://me:a%40b%@[::1]:8444/traces', '--store-cluster=main'];
    expect(config(flags, { TRACENEST_STORE: 'http://other', TRACENEST_DATA: '/data' }).server).toEqual({
      url: 'https://[::1]:8444',
      database: 'traces',
      user: 'me',
      password: 'a%40b%',
      cluster: 'main',
    });
    expect(config(['--store=http://u:a%40b%2F@h']).server).toMatchObject({ user: 'u', password: 'a@b/' });
  });

  test.each([
    [['--store=clickhouse:8123'], /--store begins with clickhouse:.*http:\/\/user:password@host:8123/u],
    [['--store=host'], /--store is no address/u],
    [['--store=http://h:9000/db'], /port 9000.*HTTP port/u],
    [['--store=http://h/my-db'], /--store names the database "my-db"; expected letters/u],
    [['--store=http://h/db?x=1'], /behind the database/u],
    [['--store=http://h', '--store-cluster=a b'], /the cluster "a b"/u],
    [['--store-cluster=main'], /no store is given/u],
    [['--store=http://h', '--data=/d'], /both given/u],
  ])('%j is refused in words', (flags, words) => {
    const command = readCommand(flags, {});
    expect(command.kind === 'refuse' ? command.message : '').toMatch(words);
  });

  test('a password is never repeated', () => {
    const command = readCommand(['--store=http://user:secret@h/my-db'], {});
    expect(JSON.stringify(command)).not.toContain('secret');
  });
});
