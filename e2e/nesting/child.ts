/** The process of one program: says what is expected, then runs it. Its end is the program's own. */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { loadKit, type ProgramModule } from './kit.js';

// With the conditions of a browser the SDK finds Node's context by this alone.
if (process.env['NESTING_CONTEXT'] === 'none') Object.assign(process, { getBuiltinModule: undefined });

const program = (await import(pathToFileURL(process.argv[2] ?? '').href)) as ProgramModule;
writeFileSync(process.env['NESTING_EXPECTED'] ?? '', JSON.stringify(program.expected));
await program.default(await loadKit());
