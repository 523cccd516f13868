/** `npm run api-docs`: writes docs/api out of the sources of the server. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { apiFiles, FOLDER } from './files.js';

mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of apiFiles()) writeFileSync(new URL(name, FOLDER), text);
