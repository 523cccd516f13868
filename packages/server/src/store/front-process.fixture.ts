/**
 * A process that offers chDB by ClickHouse's HTTP interface, as far as the real client speaks it:
 * there is no ClickHouse server on the machines that run the tests. It listens to its parent, which
 * may ask for faults. Arguments: directory, port (0: any).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClickHouseError, createClient, type ClickHouseClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { ClientPool } from './client-pool.js';
import type { Faults } from './front.fixture.js';

const [, , directory = '', portText = '0'] = process.argv;
type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

/** `reader` may read only. */
const users: Record<string, { password: string; first: string }> = {
  default: { password: '', first: 'SET readonly = 0' },
  tracenest: { password: 'p@ss:word/%', first: 'SET readonly = 0' },
  reader: { password: 'reader', first: 'SET readonly = 2' },
};
const poolSize = 8;
const pools = new Map<string, ClientPool<ClickHouseClient>>();
/** Settings that a client still has from the call before. */
const kept = new WeakMap<ClickHouseClient, Set<string>>();
/** Of the HTTP interface, not of the engine. */
const notSettings = new Set(['query', 'query_id', 'database', 'wait_end_of_query', 'enable_http_compression']);

let faults: Faults = {};
process.on('message', (message: Faults) => {
  faults = { ...faults, ...message };
  process.send?.({ taken: true });
});
process.on('disconnect', () => process.exit(0));

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    // chDB throws an equal error of a class of its own.
    const { code = '1002', type = 'UNKNOWN_EXCEPTION' } = error as { code?: string; type?: string };
    const text = error instanceof Error ? error.message : String(error);
    response.writeHead(code === '516' ? 403 : 500, { 'X-ClickHouse-Exception-Code': code });
    response.end(`Code: ${code}. DB::Exception: ${text} (${type}) (version 26.7.2.1 (official build))\n`);
  });
});
server.listen(Number(portText), '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://front');
  const body = Buffer.concat((await request.toArray()) as Buffer[]);
  if (url.pathname === '/ping') return void response.end('Ok.\n');
  if (faults.proxyError === true)
    return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway');
  const user = userOf(request);
  const values = new Map(url.searchParams);
  let statement = body.toString('utf8');
  if (request.headers['content-type']?.startsWith('multipart/form-data') === true) {
    const form = await new Response(body, { headers: { 'content-type': request.headers['content-type'] } }).formData();
    for (const [name, value] of form) if (typeof value === 'string') values.set(name, value);
    statement = values.get('query') ?? '';
  } else if (request.method === 'GET') statement = values.get('query') ?? '';
  const isInsert = /^\s*INSERT\b/.test(statement);
  if (isInsert && (faults.refusedInserts ?? 0) > 0) {
    faults = { ...faults, refusedInserts: (faults.refusedInserts ?? 0) - 1 };
    throw new ClickHouseError({ code: '242', type: 'TABLE_IS_READ_ONLY', message: 'Table is in readonly mode.' });
  }
  if (faults.version !== undefined) statement = statement.replace('version()', `'${faults.version}'`);
  const bytes = await poolOf(user).use((client) => run(client, users[user]?.first ?? '', statement, values));
  if (isInsert && (faults.lostAnswers ?? 0) > 0) {
    faults = { ...faults, lostAnswers: (faults.lostAnswers ?? 0) - 1 };
    return void request.socket.destroy();
  }
  response.writeHead(200, { 'X-ClickHouse-Summary': '{}' }).end(bytes);
}

function userOf(request: IncomingMessage): string {
  const given = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString('utf8');
  const end = given.indexOf(':');
  const name = given.slice(0, end);
  if (users[name] !== undefined && users[name].password === given.slice(end + 1)) return name;
  throw new ClickHouseError({
    code: '516',
    type: 'AUTHENTICATION_FAILED',
    message: `${name}: Authentication failed: password is incorrect, or there is no user with such name.`,
  });
}

function poolOf(user: string): ClientPool<ClickHouseClient> {
  const pool =
    pools.get(user) ??
    new ClientPool(() => {
      const connection = createChdbConnection({ path: directory }) as unknown as Connection;
      return createClient({ connection });
    }, poolSize);
  pools.set(user, pool);
  return pool;
}

async function run(
  client: ClickHouseClient,
  firstOfAll: string,
  statement: string,
  values: ReadonlyMap<string, string>,
): Promise<Buffer> {
  const database = values.get('database') ?? 'default';
  const before = kept.get(client);
  const settings = [...values].filter(([name]) => !notSettings.has(name));
  const names = new Set(settings.map(([name]) => name));
  const first = before === undefined ? [firstOfAll] : [];
  const forgotten = [...(before ?? [])].filter((name) => !names.has(name) && !name.startsWith('param_'));
  // Parameters are part of the text here, and may be long; over HTTP they are not.
  if (before === undefined) await client.command({ query: `SET max_query_size = ${2 ** 30}` });
  kept.set(client, new Set([...names]));
  const preamble = [
    ...first,
    `USE ${database}`,
    ...forgotten.map((name) => `SET ${name} = DEFAULT`),
    ...settings.map(([name, value]) => `SET ${name} = '${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`),
  ];
  const { stream } = await client.exec({ query: `${preamble.join('; ')}; ${statement}` });
  return Buffer.concat((await stream.toArray()) as Buffer[]);
}
