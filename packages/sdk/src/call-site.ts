/** Lines of a stack: which are the SDK's own, and the first that is the program's. */

/** A frame of a file directly in the SDK's folder whose name has but one dot (tests have two). */
const own = ownFrames(new Error('where am I').stack ?? '');
const STORAGE_FRAME = /AsyncLocalStorage\.run \(node:/;
const FRAME = /^\s*at /;
const LOCATION = /\(?((?:file:\/\/)?[^\s()]+:\d+):\d+\)?$/;
/** Deep enough to get past the frames of the SDK and of a library that calls back. */
const DEPTH = 20;

/** A stack without the frames of the SDK, which only stand between those of the program. */
export function withoutOwnFrames(stack: string): string {
  if (own === undefined || !stack.includes('\n')) return stack;
  return stack
    .split('\n')
    .filter((line) => !FRAME.test(line) || !(own.test(line) || STORAGE_FRAME.test(line)))
    .join('\n');
}

/** Where the program called the SDK: `file:line`; undefined where it cannot be told. */
export function callSite(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEPTH;
  const { stack } = new Error('call site');
  Error.stackTraceLimit = stackTraceLimit;
  const frames = withoutOwnFrames(stack ?? '')
    .split('\n')
    .filter((line) => FRAME.test(line));
  const location = LOCATION.exec(
    frames.find((line) => !line.includes('(node:') && !line.includes(' node:')) ?? '',
  )?.[1];
  return location?.replace(/^file:\/\//, '');
}

/** Undefined in a bundle: there the SDK shares its file with the program. */
function ownFrames(stack: string): RegExp | undefined {
  const folder = /((?:file:\/\/)?\/?[^\s()]*?[/\\])call-site\.(?:[cm]?js|ts):\d+:\d+/.exec(stack)?.[1];
  if (folder === undefined) return undefined;
  return new RegExp(`[\\s(]${folder.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}[a-z-]+\\.(?:[cm]?js|ts):\\d+`);
}
