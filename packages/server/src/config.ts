/**
 * Settings of the server: the only reader of flags and environment. A flag wins over its variable;
 * an empty variable counts as absent.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readServerPlace, type ServerPlace } from './store/server-place.js';

export interface Config {
  /** 0 lets the system choose a free one. */
  port: number;
  /** Name or address to listen on, an IPv6 address without brackets. */
  host: string;
  /** Absolute path of the data directory. Not used where there is a server. */
  dataDirectory: string;
  /** The ClickHouse server that has the data; null: the data directory has it. */
  server: ServerPlace | null;
  /** Demanded on every route but /health and /info; null: no key is asked for. */
  apiKey: string | null;
  /** Further values of the `Host` header that are answered, lower case, without port. */
  allowedHosts: readonly string[];
  /** Other sites whose pages may use this server, as browsers say them: `https://app.example.com`. */
  allowedOrigins: readonly string[];
  /** Most bytes of one body, decompressed. */
  maxBodyBytes: number;
  /** Folder of the built page. */
  webDirectory: string;
  /** OpenAPI document of the routes. */
  openapiFile: string;
}

/** More than the store's clients, each of which holds one for as long as it works: gzip needs them too. */
const poolThreads = 12;

/**
 * Makes room for threads that work beside the event loop: Node.js has four. Says nothing where the
 * environment says a number. To be called before the first of them is needed.
 */
export function widenThreadPool(env: Record<string, string | undefined> = process.env): void {
  env['UV_THREADPOOL_SIZE'] ??= String(poolThreads);
}

/** What the command line asks for. */
export type Command =
  | { kind: 'serve'; config: Config }
  | { kind: 'print'; text: string }
  | { kind: 'refuse'; message: string };

/** This package's folder, seen from `src` and from `dist` alike. */
const packageFolder = new URL('../', import.meta.url);

/** The version in this package's package.json. */
export const version: string = readVersion();

const help = `tracenest-server: stores and shows the traces of LLM applications.

Usage: tracenest-server [flags]

  --port <number>   TRACENEST_PORT           port to listen on (1984; 0: any free one)
  --host <address>  TRACENEST_HOST           address to listen on (127.0.0.1); any other than
                                             loopback needs TRACENEST_API_KEY
  --data <folder>   TRACENEST_DATA           data directory (~/.tracenest)
  --store <url>     TRACENEST_STORE          ClickHouse server that has the data instead of a
                                             directory: http://user:password@host:8123/database
  --store-cluster <name>
                    TRACENEST_STORE_CLUSTER  cluster of that server's configuration
                    TRACENEST_API_KEY        key that every request must carry
                    TRACENEST_ALLOWED_HOSTS  further host names under which the server is
                                             reached, separated by commas
                    TRACENEST_ALLOWED_ORIGINS
                                             other sites whose pages may use this server,
                                             such as https://app.example.com, separated by commas
                    TRACENEST_MAX_BODY_MB    most megabytes of one request, decompressed (64)
  --help            this text
  --version         the version
`;

/** Reads flags (`process.argv` without its first two) and environment into a command. */
export function readCommand(
  flags: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Command {
  const given = readFlags(flags);
  if (typeof given === 'string') return refuse(`${given} Run tracenest-server --help for the list of flags.`);
  if (given.help === true) return { kind: 'print', text: help };
  if (given.version === true) return { kind: 'print', text: `${version}\n` };

  const portText = given.port ?? setting(env, 'TRACENEST_PORT') ?? '1984';
  if (!/^\d{1,5}$/.test(portText) || Number(portText) > 65_535) {
    const name = given.port === undefined ? 'TRACENEST_PORT' : '--port';
    return refuse(`${name} is ${JSON.stringify(portText)}; expected a whole number from 0 to 65535, such as 1984.`);
  }
  const host = (given.host ?? setting(env, 'TRACENEST_HOST') ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1');
  if (host === '' || /[\s/]/.test(host)) {
    return refuse(
      `--host is ${JSON.stringify(host)}; expected a name or an address without scheme and port, such as 127.0.0.1.`,
    );
  }
  const dataText = given.data ?? setting(env, 'TRACENEST_DATA') ?? join(homedir(), '.tracenest');
  if (dataText.trim() === '') return refuse('--data is empty; expected the path of a folder.');

  const server = readStore(given, env);
  if (typeof server === 'string') return refuse(server);

  const apiKey = setting(env, 'TRACENEST_API_KEY') ?? null;
  if (apiKey !== null && !/^[\x21-\x7e]+$/.test(apiKey)) {
    return refuse(
      'TRACENEST_API_KEY has spaces or characters that a header cannot carry; use printable ASCII without spaces.',
    );
  }
  if (apiKey === null && !isLoopback(host)) {
    return refuse(
      `Listening on ${host} would let anyone who can reach this machine read and write every trace. ` +
        'Set TRACENEST_API_KEY to a long random text, or listen on 127.0.0.1.',
    );
  }
  const allowedOrigins = list(setting(env, 'TRACENEST_ALLOWED_ORIGINS') ?? '');
  const odd = allowedOrigins.find((origin) => !/^https?:\/\/[^/\s*]+$/.test(origin));
  if (odd !== undefined) {
    return refuse(
      `TRACENEST_ALLOWED_ORIGINS has ${JSON.stringify(odd)}; expected scheme and host without a path, such as https://app.example.com.`,
    );
  }
  const maxBodyText = setting(env, 'TRACENEST_MAX_BODY_MB') ?? '64';
  if (!/^\d{1,4}$/.test(maxBodyText) || Number(maxBodyText) < 1 || Number(maxBodyText) > 400) {
    return refuse(`TRACENEST_MAX_BODY_MB is ${JSON.stringify(maxBodyText)}; expected a whole number from 1 to 400.`);
  }
  return {
    kind: 'serve',
    config: {
      port: Number(portText),
      host,
      dataDirectory: absolutePath(dataText),
      server,
      apiKey,
      allowedHosts: list(setting(env, 'TRACENEST_ALLOWED_HOSTS') ?? ''),
      allowedOrigins,
      maxBodyBytes: Number(maxBodyText) * 1024 * 1024,
      webDirectory: fileURLToPath(new URL('dist/web', packageFolder)),
      openapiFile: fileURLToPath(new URL('dist/openapi.json', packageFolder)),
    },
  };
}

/** Whether only programs on this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

interface Flags {
  port?: string | undefined;
  host?: string | undefined;
  data?: string | undefined;
  store?: string | undefined;
  'store-cluster'?: string | undefined;
  help?: boolean | undefined;
  version?: boolean | undefined;
}

/** The flags, or a sentence about the one that cannot be read. */
function readFlags(flags: readonly string[]): Flags | string {
  try {
    return parseArgs({
      args: [...flags],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        store: { type: 'string' },
        'store-cluster': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The server that has the data, null for none, or a sentence about what cannot be read. */
function readStore(given: Flags, env: Readonly<Record<string, string | undefined>>): ServerPlace | null | string {
  const text = given.store ?? setting(env, 'TRACENEST_STORE');
  const cluster = given['store-cluster'] ?? setting(env, 'TRACENEST_STORE_CLUSTER') ?? null;
  if (text === undefined) {
    return cluster === null
      ? null
      : '--store-cluster names a cluster and no store is given; add the address of one of its servers with --store.';
  }
  if (given.store !== undefined && given.data !== undefined) {
    return '--data and --store are both given; the data is in a directory or on a server: leave one of them out.';
  }
  const place = readServerPlace(text, cluster);
  return typeof place === 'string' ? `${given.store === undefined ? 'TRACENEST_STORE' : '--store'} ${place}` : place;
}

function setting(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value === '' ? undefined : value;
}

/** A shell does not expand `~` inside a variable's value, and people write it there. */
function absolutePath(text: string): string {
  if (text === '~' || text.startsWith('~/')) return join(homedir(), text.slice(1));
  return isAbsolute(text) ? text : resolve(text);
}

/** In lower case. */
function list(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '');
}

function refuse(message: string): Command {
  return { kind: 'refuse', message };
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', packageFolder), 'utf8'));
  const found = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
  return typeof found === 'string' ? found : '0.0.0';
}
