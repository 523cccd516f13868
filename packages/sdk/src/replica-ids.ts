/**
 * The ids of a run in a replica: made from its own id and the replica's project alone, as the
 * official package makes them, so that all processes of a trace arrive at the same ones.
 */
import { normalizeId } from './wire/ids.js';
import { xxh3 } from './xxh3.js';

/**
 * The id of a run in a replica that does not keep ids.
 *
 * @param runId a UUID version 7.
 * @param projectName the replica's project.
 * @throws {TypeError} if the id is not of that version or the project is empty.
 */
export function computeRunIdForSecondaryReplica(runId: string, projectName: string): string {
  if (typeof projectName !== 'string' || projectName === '')
    throw new TypeError(`projectName is ${JSON.stringify(projectName)}; expected the name of the replica's project.`);
  const id = normalizeId(runId);
  if (id?.[14] !== '7') throw new TypeError(`runId is ${JSON.stringify(runId)}; expected a UUID version 7.`);
  return replicaId(id, projectName);
}

/** The same for an id in normal form of any version. */
export function replicaId(id: string, projectName: string): string {
  const hash = xxh3(`${id}:${projectName}`);
  const h = (i: number): number => hash[i] ?? 0;
  const rest = [0x70 | (h(0) & 0x0f), h(1), 0x80 | (h(2) & 0x3f), ...hash.subarray(3, 10)];
  // The time stays, so that replicas sort as the original does; other versions have none.
  const time = id[14] === '7' ? id.slice(0, 8) + id.slice(9, 13) : hexOf([...hash.subarray(10, 16)]);
  return normalizeId(time + hexOf(rest)) ?? id;
}

function hexOf(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
