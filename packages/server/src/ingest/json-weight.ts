/**
 * What JSON will weigh once it is read, told from its bytes: a megabyte of `{},{},…` becomes twenty,
 * and a server that runs out of memory fails everybody. Counted before the text is parsed.
 */

/** Near enough for V8: an object or a list, a key with its value, one more item. Bytes. */
const openBytes = 64;
const keyBytes = 64;
const itemBytes = 16;

const [quote, backslash, comma, colon, list, object] = Buffer.from('"\\,:[{');

/** Bytes of memory, text aside. Reads each byte once; what is not JSON gives some number. */
export function jsonWeight(bytes: Uint8Array): number {
  let weight = 0;
  let isText = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (isText) {
      if (byte === backslash) i += 1;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === comma) weight += itemBytes;
    else if (byte === colon) weight += keyBytes;
    else if (byte === object || byte === list) weight += openBytes;
  }
  return weight;
}
