/** The guide in docs/sdk: the snippets of each page, one after the other, are a program that runs. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RecordingServer } from './recording-server.test-fixture.js';

const PAGES = fileURLToPath(new URL('../../../docs/sdk/', import.meta.url));
const SNIPPET = /^```ts\n(.*?)^```$/gms;

let server: RecordingServer;
let folder: string;
beforeAll(async () => {
  server = await RecordingServer.start();
  process.env['TRACENEST_ENDPOINT'] = server.url;
  // Inside of the package, where the names of its entries lead to its sources.
  folder = mkdtempSync(fileURLToPath(new URL('../.guide-', import.meta.url)));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  delete process.env['TRACENEST_ENDPOINT'];
  await server.close();
});

function snippetsOf(page: string): string[] {
  return [...readFileSync(join(PAGES, page), 'utf8').matchAll(SNIPPET)].map(([, code]) => code ?? '');
}

const pages = readdirSync(PAGES).filter((name) => name.endsWith('.md') && snippetsOf(name).length > 0);

test('the guide has pages with snippets', () => {
  expect(pages).toEqual(expect.arrayContaining(['first-trace.md', 'propagation.md']));
});

test.each(pages)('%s', async (page) => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const snippets = snippetsOf(page);
  const file = join(folder, page.replace('.md', '.ts'));
  writeFileSync(file, `${snippets.join('\n')}\nexport const hasRun = true;\n`);
  const module = (await import(/* @vite-ignore */ file)) as { hasRun: boolean };
  expect(module.hasRun).toBe(true);
});

test('each difference from langsmith names a test that is there', () => {
  const rows = [...readFileSync(join(PAGES, 'differences.md'), 'utf8').matchAll(/`([\w-]+\.test\.ts)`: (.+?) \|$/gm)];
  expect(rows.length).toBeGreaterThan(15);
  const missing = rows.filter(([, file = '', name = '']) => {
    const text = readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
    return !text.includes(`test('${name}'`) && !text.includes(`test("${name}"`);
  });
  expect(missing.map(([, file, name]) => `${file}: ${name}`)).toEqual([]);
});
