/**
 * What a failure of a ClickHouse server means: that it is away and may come back, that it can never
 * work as things are, or that this one statement is wrong.
 */
import { ClickHouseError } from '@clickhouse/client';
import { CannotOpenStore } from './open-errors.js';
import type { ServerPlace } from './server-place.js';

/** Text indexes need no setting since this version. */
export const oldestVersion = [26, 2] as const;

/** The server is reached and says no, or is no ClickHouse that Tracenest can work with. */
export class ServerRefuses extends CannotOpenStore {
  override readonly name = 'ServerRefuses';
  constructor(
    readonly code: 'wrong-password' | 'missing-rights' | 'too-old' | 'no-cluster' | 'unreachable',
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/**
 * Errors of ClickHouse that pass by themselves: overload, a replica that starts or lost its keeper,
 * a quorum that is not there, a node that is restarted.
 */
const passing = new Set([202, 203, 209, 210, 242, 252, 279, 285, 286, 289, 319, 425, 439, 999]);

/** Whether a later try may work: nothing was said by ClickHouse, or it said that it cannot now. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ClickHouseError) return passing.has(Number(error.code));
  // Whoever asked has gone: nothing is to be tried again.
  return error instanceof Error && error.name !== 'AbortError';
}

/** What a person can mend, as a sentence; null where the failure is of another kind. */
export function refusalOf(error: unknown, place: ServerPlace, name: string): ServerRefuses | null {
  if (!(error instanceof ClickHouseError)) return null;
  const said = error.message.split('\n', 1)[0] ?? '';
  switch (Number(error.code)) {
    case 192:
    case 193:
    case 194:
    case 516:
      return new ServerRefuses(
        'wrong-password',
        `The ClickHouse server ${name} does not know the user ${place.user} with this password. ` +
          'Check user and password in the address of the store (TRACENEST_STORE=http://user:password@host:8123/database; ' +
          'signs such as @ : / % in a password are written as %40 %3A %2F %25).',
        error,
      );
    case 164:
    case 291:
    case 497:
      return missingRights(place, name, said, error);
    case 170:
    case 701:
      return new ServerRefuses(
        'no-cluster',
        `The ClickHouse server ${name} knows no such cluster: ${said} ` +
          'SELECT DISTINCT cluster FROM system.clusters lists those it knows (--store-cluster).',
        error,
      );
    default:
      return null;
  }
}

/** The rights that the user of the store needs on its database. */
export const neededRights = 'SELECT, INSERT, ALTER, CREATE TABLE, DROP TABLE, TRUNCATE, OPTIMIZE';

export function missingRights(place: ServerPlace, name: string, said: string, cause?: unknown): ServerRefuses {
  const further = place.cluster === null ? '' : ` GRANT CLUSTER, REMOTE ON *.* TO ${place.user};`;
  return new ServerRefuses(
    'missing-rights',
    `The user ${place.user} may not do on ${name} what Tracenest needs: ${said} ` +
      `Let an administrator run: CREATE DATABASE IF NOT EXISTS ${place.database}; ` +
      `GRANT ${neededRights} ON ${place.database}.* TO ${place.user};${further} ` +
      'The profile of the user must not be readonly.',
    cause,
  );
}

/** Null if the version will do. */
export function tooOld(version: string, name: string): ServerRefuses | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestVersion;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return null;
  return new ServerRefuses(
    'too-old',
    `The ClickHouse server ${name} is of version ${version}; Tracenest needs ${oldestVersion.join('.')} or newer. ` +
      'Update the server, or use another one.',
  );
}

export function unreachable(name: string, waitedMs: number, cause: unknown): ServerRefuses {
  return new ServerRefuses(
    'unreachable',
    `The ClickHouse server ${name} was not reached within ${Math.round(waitedMs / 1000)} s: ${reasonOf(cause)}. ` +
      'Check host and port (of its HTTP interface), that it runs, and that this machine may connect to it.',
    cause,
  );
}

/** Errors of connections have an empty message where several addresses were tried. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (error.message.split('\n', 1)[0] ?? '').slice(0, 300) || code || error.name;
}
