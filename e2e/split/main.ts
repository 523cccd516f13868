/** `npm run split-corpus`: measures the recorded corpus; `-- record …` records it anew, `-- write` writes the page. */
import { judge } from './measure.js';
import { record } from './record.js';
import { readRecordings } from './recording.js';
import { report, writePage } from './report.js';

const [command, ...clients] = process.argv.slice(2);
if (command === 'record') await record(clients);
const judged = readRecordings().map(judge);
process.stdout.write(report(judged));
if (command === 'write') writePage(judged);
