/** The table of routes and the reference say the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { silentLog } from '../../log.js';
import { createApp } from '../app.js';
import { refusedAddresses } from '../langsmith/out-of-scope.js';
import { BodyReader } from '../limits.js';
import { document, operations, resolved, type Schema } from './document.fixture.js';

/** Pages for people, which are no API. */
const pages = new Set(['GET /sign-in', 'POST /sign-in', 'GET /sign-in.css', 'GET /*']);
const pageLinks = /^GET \/(?:o|shared)\//u;
/** Where the document tells a route → where it is as well. */
const prefixes: readonly (readonly [string, readonly string[]])[] = [
  ['/api/v1/', ['/', '/api/']],
  ['/api/v2/', ['/v2/']],
];

const app = createApp({
  rules: { host: '127.0.0.1', allowedHosts: [], allowedOrigins: [], apiKey: null },
  webDirectory: '/nowhere',
  openapiFile: '/nowhere',
  version: '0',
  log: silentLog,
  bodies: new BodyReader(),
  line: () => null,
});

/** Without the names of what is in an address, which may differ. */
function plain(method: string, path: string): string {
  const bare = path.replaceAll(/:\w+(?:\{[^}]*\})?|\{\w+\}/gu, '{}').replace(/(?<=.)\/$/u, '');
  return `${method} ${bare}`;
}

function everywhere(route: string): string[] {
  const [method = '', path = ''] = route.split(' ');
  const also = prefixes.flatMap(([prefix, others]) =>
    path.startsWith(prefix) ? others.map((other) => other + path.slice(prefix.length)) : [],
  );
  return [path, ...also].map((one) => plain(method, one));
}

describe('the API reference', () => {
  test('has every route that is registered, under each of its prefixes, and no other', () => {
    const registered = app.routes
      // Middleware, and what is refused whatever the method is.
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => plain(method, path))
      .filter((route) => !pages.has(route) && !pageLinks.test(route));
    const told = [...operations.keys()].flatMap(everywhere);
    expect([...new Set(registered)].toSorted()).toEqual(told.toSorted());
  });

  test('has what is out of scope under every prefix', () => {
    const refused = new Set(app.routes.filter(({ method }) => method === 'ALL').map(({ path }) => path));
    for (const prefix of ['', '/api', '/api/v1', '/v2', '/api/v2']) {
      for (const [beginning] of refusedAddresses) expect(refused).toContain(`${prefix}/${beginning}`);
    }
  });

  test('names every field that a route reads from an address or a body', () => {
    const told = new Set<string>();
    for (const { parameters = [], requestBody } of operations.values()) {
      for (const { name } of parameters) told.add(name);
      for (const { schema } of Object.values(requestBody?.content ?? {})) addNames(schema, told);
    }
    for (const schema of Object.values(document.components.schemas)) addNames(schema, told);
    expect(fieldsRead().filter(({ name }) => !told.has(name))).toEqual([]);
  });
});

function addNames(schema: Schema, names: Set<string>): void {
  for (const [name, field] of Object.entries(resolved(schema).properties ?? {})) {
    names.add(name);
    if (field.$ref === undefined) addNames(field, names);
  }
}

/** What the sources of the routes read by name. */
function fieldsRead(): { file: string; name: string }[] {
  const readers =
    /\b(?:c\.req\.quer(?:y|ies)\(|(?:texts|ids|count)Of\(c, |(?:text|boolean|ids?|time|object|filter)In\((?:body|said), |(?:body|said)\[)'(\w+)'/gu;
  const found: { file: string; name: string }[] = [];
  for (const folder of ['../', '../langsmith/']) {
    const at = new URL(folder, import.meta.url);
    for (const file of readdirSync(at).filter((name) => /^[^.]+\.ts$/u.test(name))) {
      const text = readFileSync(new URL(file, at), 'utf8');
      for (const [, name = ''] of text.matchAll(readers)) found.push({ file, name });
    }
  }
  // Of nothing it would be true too.
  expect(found.length).toBeGreaterThan(80);
  return found;
}
