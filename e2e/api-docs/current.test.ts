/** docs/api is what the sources of the server make. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apiFiles, FOLDER } from './files.js';

test('docs/api is current: otherwise run "npm run api-docs"', () => {
  const made = apiFiles();
  expect(readdirSync(FOLDER).toSorted()).toEqual([...made.keys()].toSorted());
  for (const [name, text] of made) expect(readFileSync(new URL(name, FOLDER), 'utf8'), name).toBe(text);
});
