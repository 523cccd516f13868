/** Starts and stops the process that stands for a ClickHouse server (front-process.fixture.ts). */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readServerPlace, type ServerPlace } from './server-place.js';

/** What the server does wrong from now on. */
export interface Faults {
  /** Inserts that are stored and whose answer never arrives. */
  lostAnswers?: number;
  /** Inserts that a replica without its keeper refuses. */
  refusedInserts?: number;
  /** A proxy before the server answers in its stead. */
  proxyError?: boolean;
  /** The server says that it is of this version. */
  version?: string;
}

export interface Front {
  /** With user and password. */
  address(database?: string): string;
  place(database?: string): ServerPlace;
  fault(faults: Faults): Promise<void>;
  /** As by kill -9. */
  kill(): Promise<void>;
  /** On the same port with the same data. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** User `tracenest`, whose password has every sign that an address must escape. */
export async function startFront(): Promise<Front> {
  const directory = mkdtempSync(join(tmpdir(), 'tracenest-front-'));
  const script = fileURLToPath(new URL('front-process.fixture.ts', import.meta.url));
  let port = 0;
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    child = fork(script, [join(directory, 'chdb'), String(port)], {
      execArgv: ['--conditions=@tracenest/source', '--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [message] = (await once(child, 'message')) as [{ port: number }];
    port = message.port;
  };
  const kill = async (): Promise<void> => {
    const ending = child;
    child = null;
    if (ending === null) return;
    ending.kill('SIGKILL');
    await once(ending, 'exit');
  };
  const address = (database = 'tracenest'): string =>
    `http://tracenest:${encodeURIComponent('p@ss:word/%')}@127.0.0.1:${port}/${database}`;
  await start();
  return {
    address,
    place: (database) => {
      const place = readServerPlace(address(database), null);
      if (typeof place === 'string') throw new TypeError(place);
      return place;
    },
    fault: async (faults) => {
      child?.send(faults);
      if (child !== null) await once(child, 'message');
    },
    kill,
    start,
    remove: async () => {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
