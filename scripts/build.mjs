/** `npm run build [-- sdk tree server web] [-- --force]`: builds what changed, or what is named. */
import process from 'node:process';
import { PACKAGES, buildChanged } from './builds.mjs';

const args = process.argv.slice(2);
const only = args.filter((arg) => arg !== '--force');
const unknown = only.filter((name) => !PACKAGES.some((each) => each.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `No package is called ${unknown.join(', ')}; there are ${PACKAGES.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(2);
}
const isBuilt = await buildChanged({ ...(only.length > 0 && { only }), isForced: args.includes('--force') });
if (!isBuilt) process.exit(1);
