/** The text of an error in two parts: what went wrong, and where. */

export interface ErrorParts {
  message: string;
  /** Empty: the text tells of no calls. */
  stack: string;
}

/** Lines with which JavaScript and Python begin to tell of calls. */
const STACK_LINE = /^\s+at \S|^\s+File "|^Traceback \(most recent call last\)/;

/** What the parts of a chain of errors are called. */
const JAVASCRIPT_CAUSE = /\n\s*(?:\{\s*)?\[cause\]: |\nCaused by: /u;
const PYTHON_CAUSE =
  /\n\s*\n(?:The above exception was the direct cause of the following exception|During handling of the above exception, another exception occurred):\s*\n/u;

/** The error that was thrown, and after it what caused it, and what caused that. */
export function errorChain(text: string): ErrorParts[] {
  const python = text.split(PYTHON_CAUSE);
  const parts = python.length > 1 ? python.toReversed() : text.split(JAVASCRIPT_CAUSE);
  return parts.slice(0, MOST_CAUSES).map((part) => splitError(part.replace(/\s*\{?\s*$/u, '')));
}

/** A chain may be as long as a text. */
const MOST_CAUSES = 50;

/**
 * JavaScript tells the message first and the calls below it. Python tells the calls first; its
 * last line is the message.
 */
export function splitError(text: string): ErrorParts {
  const lines = text.trimEnd().split('\n');
  const first = lines.findIndex((line) => STACK_LINE.test(line));
  if (first < 0) return { message: text.trimEnd(), stack: '' };
  if (!/^Traceback|^\s+File "/.test(lines[first] ?? '')) {
    return {
      message: lines.slice(0, first).join('\n').trim() || (lines[first]?.trim() ?? ''),
      stack: lines.slice(first).join('\n'),
    };
  }
  if (first > 0) return { message: lines.slice(0, first).join('\n').trim(), stack: lines.slice(first).join('\n') };
  const last = lines.findLastIndex((line, index) => index > first && /^\S/.test(line));
  if (last < 0) return { message: lines[first]?.trim() ?? '', stack: lines.slice(first + 1).join('\n') };
  return { message: lines.slice(last).join('\n'), stack: lines.slice(first, last).join('\n') };
}
