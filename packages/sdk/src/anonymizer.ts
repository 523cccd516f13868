/**
 * Takes what must not leave the process out of texts, however deep they lie.
 * What a rule cannot reach is hidden rather than let through.
 */
import { capture } from './capture.js';
import type { Json } from './wire/record.js';

/** One text of a payload. */
export interface StringNode {
  value: string;
  /** Where it lies: `messages[0].content`; empty where the payload is the text. */
  path: string;
}

/** Sees all texts of a payload at once; gives those back that change. */
export interface StringNodeProcessor {
  maskNodes(nodes: StringNode[]): StringNode[];
}

/** What is looked for, and what takes its place. */
export interface StringNodeRule {
  type?: 'pattern';
  /** Every match counts, with and without the flag `g`. */
  pattern: RegExp | string;
  /** As in `String.replace`: `$1` is the first group. Default `[redacted]`. */
  replace?: string;
}

export type ReplacerType = ((value: string, path?: string) => string) | StringNodeRule[] | StringNodeProcessor;

export interface AnonymizerOptions {
  /** Levels of objects within objects that are looked through; what lies deeper is hidden. Default 10. */
  maxDepth?: number;
}

type Mask = (value: string, path: string) => string;

const REDACTED = '[redacted]';
const TOO_DEEP = '[too deep to be anonymized]';
const MAX_DEPTH = 10;

/** The anonymizer cannot do what it was asked for; thrown when it is made, never later. */
export class AnonymizerError extends TypeError {
  override readonly name = 'AnonymizerError';
}

/**
 * Makes a function that copies a payload with its texts masked, for `new Client({ anonymizer })`.
 *
 * @example
 * const anonymizer = createAnonymizer([{ pattern: /\b\d{16}\b/, replace: '[card]' }]);
 * anonymizer({ note: 'paid with 4111111111111111' }); // { note: 'paid with [card]' }
 * @throws {AnonymizerError} where there is no rule, or a rule of an unknown type.
 */
export function createAnonymizer(
  replacer: ReplacerType,
  { maxDepth = MAX_DEPTH }: AnonymizerOptions = {},
): <T>(data: T) => T {
  const prepare = masksOf(replacer, maxDepth);
  return <T>(data: T): T => {
    // As JSON, which has no circles and no getters.
    const { json } = capture(data);
    return rebuild(json, '', maxDepth, prepare(json)) as T;
  };
}

/** For a payload, what masks each of its texts. */
function masksOf(replacer: ReplacerType, maxDepth: number): (payload: Json) => Mask {
  if (typeof replacer === 'function') return () => replacer;
  if (Array.isArray(replacer)) {
    const mask = maskByRules(replacer);
    return () => mask;
  }
  return (payload) => {
    const nodes: StringNode[] = [];
    collect(payload, '', maxDepth, nodes);
    const masked = new Map(replacer.maskNodes(nodes).map(({ path, value }) => [path, value]));
    return (value, path) => masked.get(path) ?? value;
  };
}

/** What masks a text by all rules, one after the other. */
export function maskByRules(rules: readonly StringNodeRule[]): (value: string) => string {
  if (rules.length === 0) throw new AnonymizerError('createAnonymizer: expected at least one rule, got none.');
  const compiled = rules.map(({ type = 'pattern', pattern, replace = REDACTED }) => {
    if (type !== 'pattern')
      throw new AnonymizerError(`createAnonymizer: a rule has type "${String(type)}"; expected "pattern".`);
    return [everyMatch(pattern), replace] as const;
  });
  return (value) => compiled.reduce((text, [pattern, replace]) => text.replace(pattern, replace), value);
}

/** `replace` begins at the start with this flag, whatever the program did with the pattern before. */
function everyMatch(pattern: RegExp | string): RegExp {
  if (typeof pattern === 'string') return new RegExp(pattern, 'g');
  const flags = pattern.flags.replace('y', '');
  return new RegExp(pattern.source, flags.includes('g') ? flags : `${flags}g`);
}

function collect(value: Json, path: string, depth: number, nodes: StringNode[]): void {
  if (typeof value === 'string') nodes.push({ value, path });
  if (typeof value !== 'object' || value === null || depth === 0) return;
  for (const [key, item] of Object.entries(value)) collect(item, pathOf(value, path, key), depth - 1, nodes);
}

function rebuild(value: Json, path: string, depth: number, mask: Mask): Json {
  if (typeof value === 'string') return mask(value, path);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return TOO_DEEP;
  const entries = Object.entries(value).map(
    ([key, item]) => [key, rebuild(item, pathOf(value, path, key), depth - 1, mask)] as const,
  );
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

function pathOf(parent: object, path: string, key: string): string {
  if (Array.isArray(parent)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
