/**
 * `npm start [-- --port 2000 …]`: installs and builds what is missing or changed, then becomes the
 * server. The server is loaded into this very process, so signals, flags, environment and standard
 * output reach it as they are, and no second process can be left behind.
 */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { buildChanged } from './builds.mjs';
import { ROOT } from './command.mjs';
import { installIfNeeded } from './install.mjs';
import { refuseUnsupported } from './platform.mjs';

refuseUnsupported();
await installIfNeeded();
if (!(await buildChanged())) process.exit(1);

const server = join(ROOT, 'packages', 'server', 'dist', 'main.js');
process.argv[1] = server;
await import(pathToFileURL(server).href);
