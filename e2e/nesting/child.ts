/** The process of one program: says what is expected, then runs it. Its end is the program's own. */
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { loadKit, type ProgramModule } from './kit.js';

const EXPECTED_FD = 3;

const program = (await import(pathToFileURL(process.argv[2] ?? '').href)) as ProgramModule;
writeSync(EXPECTED_FD, JSON.stringify(program.expected));
await program.default(await loadKit());
