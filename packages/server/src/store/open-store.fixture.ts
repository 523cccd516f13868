/** A process that opens a data directory, prints one line of JSON about it and stays until it is killed. */
import { openStore } from './connect.js';

const directory = process.argv[2] ?? '';
let line: object;
try {
  const store = await openStore(directory);
  store.announce('http://localhost:4711');
  line = { opened: true };
  setInterval(() => store, 60_000);
} catch (error) {
  line =
    error instanceof Error
      ? Object.assign({ name: error.name, message: error.message }, error)
      : { error: String(error) };
}
process.stdout.write(`${JSON.stringify(line)}\n`);
