/**
 * Says at once, and in one sentence, when this machine cannot run Tracenest. It owns the versions
 * and platforms we promise; it imports nothing that an old Node lacks, so that the sentence is seen.
 */
import process from 'node:process';

const OLDEST_NODE = [20, 19];

/**
 * What keeps Tracenest from running here, or null.
 *
 * @param {{ node: string, platform: string, arch: string, glibc: string | null }} machine
 * @returns {string | null}
 */
export function unsupportedReason(machine) {
  const [major = 0, minor = 0] = machine.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    return `Tracenest needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${machine.node}. Install a newer Node (https://nodejs.org) and run this again.`;
  }
  if (!['linux', 'darwin'].includes(machine.platform) || !['x64', 'arm64'].includes(machine.arch)) {
    return `The embedded database runs on Linux and macOS, x64 and arm64; this is ${machine.platform} ${machine.arch}. On Windows, run Tracenest inside WSL 2.`;
  }
  if (machine.platform === 'linux' && machine.glibc === null) {
    return 'The embedded database needs glibc, and this Linux uses another C library (Alpine?). Run Tracenest on a Debian, Ubuntu or Fedora image.';
  }
  return null;
}

/** Ends the process with a sentence when this machine is not supported. */
export function refuseUnsupported() {
  const reason = unsupportedReason({
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    glibc: process.platform === 'linux' ? glibcVersion() : null,
  });
  if (reason === null) return;
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

/** @returns {string | null} */
function glibcVersion() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } } | undefined} */ (process.report?.getReport());
  return report?.header?.glibcVersionRuntime ?? null;
}
