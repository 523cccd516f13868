/**
 * Values that are named and not copied: what would have to be consumed to be read (iterators,
 * streams, promises), what has no content that JSON could carry, and raw bytes.
 */

/** How to write down bytes, or undefined if these are none. */
export function describeView(object: object): string | undefined {
  if (ArrayBuffer.isView(object)) return `[${classOf(object)}: ${object.byteLength} bytes]`;
  if (object instanceof ArrayBuffer) return `[ArrayBuffer: ${object.byteLength} bytes]`;
  return undefined;
}

/** How to write down what cannot be copied, or undefined if its properties say what it is. */
export function describeOpaque(value: object): string | undefined {
  if (typeof value === 'function') return describeFunction(value);
  if (value instanceof RegExp) return String(value);
  if (value instanceof String || value instanceof Number || value instanceof Boolean) return String(value);
  if (isConsumable(value)) return `[${classOf(value)}]`;
  // An instance without properties (Response, WeakMap, a private-fields class) says only what it is.
  return classOf(value) !== 'Object' && Object.keys(value).length === 0 ? `[${classOf(value)}]` : undefined;
}

function isConsumable(value: object): boolean {
  const { then, next, getReader, pipe } = value as Record<string, unknown>;
  return (
    typeof then === 'function' ||
    typeof next === 'function' ||
    typeof getReader === 'function' ||
    typeof pipe === 'function' ||
    Symbol.asyncIterator in value
  );
}

function describeFunction({ name }: { name?: unknown }): string {
  return typeof name === 'string' && name !== '' ? `[Function: ${name}]` : '[Function]';
}

function classOf(value: object): string {
  const tag = (value as Record<symbol, unknown>)[Symbol.toStringTag];
  if (typeof tag === 'string' && tag !== '') return tag;
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
  const name = prototype?.constructor?.name;
  return typeof name === 'string' && name !== '' ? name : 'Object';
}
