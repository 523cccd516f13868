/**
 * XXH3 with 128 bits and seed 0: the hash from which the official package derives the ids of
 * replicas, so that both say the same id in every process. For texts of at least 17 bytes, as an id is.
 * Algorithm: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */

const MASK = (1n << 64n) - 1n;
const P32_1 = 0x9e3779b1n;
const P32_2 = 0x85ebca77n;
const P32_3 = 0xc2b2ae3dn;
const P64_1 = 0x9e3779b185ebca87n;
const P64_2 = 0xc2b2ae3d27d4eb4fn;
const P64_3 = 0x165667b19e3779f9n;
const P64_4 = 0x85ebca77c2b2ae63n;
const P64_5 = 0x27d4eb2f165667c5n;
const MX_1 = 0x165667919e3779f9n;

const SECRET = hexToBytes(
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221' +
    'b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8' +
    'a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb' +
    '170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e',
);
const STRIPE = 64;
const BLOCK = 1024;

/** Two halves of 64 bits that are mixed on. */
interface Halves {
  low: bigint;
  high: bigint;
}

/**
 * The 16 bytes of the hash, most significant first.
 *
 * @throws {RangeError} for texts of less than 17 bytes.
 */
export function xxh3(text: string): Uint8Array {
  const data = new TextEncoder().encode(text);
  if (data.length < 17) throw new RangeError(`text has ${data.length} bytes; expected at least 17.`);
  const { low, high } = data.length > 240 ? hashLong(data) : finish(mixShort(data), data.length);
  const bytes = new DataView(new ArrayBuffer(16));
  bytes.setBigUint64(0, high);
  bytes.setBigUint64(8, low);
  return new Uint8Array(bytes.buffer);
}

function mixShort(data: Uint8Array): Halves {
  const length = data.length;
  const halves: Halves = { low: wrap(BigInt(length) * P64_1), high: 0n };
  if (length <= 128) {
    // From the inside outwards: both ends in steps of 16 bytes.
    for (let i = Math.floor((length - 1) / 32); i >= 0; i -= 1)
      mix32(halves, data, 16 * i, length - 16 * (i + 1), 32 * i);
    return halves;
  }
  for (let i = 0; i < 128; i += 32) mix32(halves, data, i, i + 16, i);
  halves.low = avalanche(halves.low);
  halves.high = avalanche(halves.high);
  for (let i = 128; i + 32 <= length; i += 32) mix32(halves, data, i, i + 16, i - 128 + 3);
  mix32(halves, data, length - 16, length - 32, 103);
  return halves;
}

function finish({ low, high }: Halves, length: number): Halves {
  const mixed = wrap(low * P64_1 + high * P64_4 + BigInt(length) * P64_2);
  return { low: avalanche(wrap(low + high)), high: wrap(-avalanche(mixed)) };
}

function mix32(halves: Halves, data: Uint8Array, first: number, second: number, secret: number): void {
  halves.low = wrap(halves.low + mix16(data, first, secret)) ^ wrap(read(data, second) + read(data, second + 8));
  halves.high = wrap(halves.high + mix16(data, second, secret + 16)) ^ wrap(read(data, first) + read(data, first + 8));
}

function mix16(data: Uint8Array, at: number, secret: number): bigint {
  return fold(read(data, at) ^ read(SECRET, secret), read(data, at + 8) ^ read(SECRET, secret + 8));
}

function hashLong(data: Uint8Array): Halves {
  const lanes = [P32_3, P64_1, P64_2, P64_3, P64_4, P32_2, P64_5, P32_1];
  const lastStart = data.length - STRIPE;
  const stripes = Math.floor((data.length - 1) / STRIPE);
  const perBlock = BLOCK / STRIPE;
  for (let stripe = 0; stripe < stripes; stripe += 1) {
    accumulate(lanes, data, stripe * STRIPE, (stripe % perBlock) * 8);
    if (stripe % perBlock === perBlock - 1) scramble(lanes);
  }
  accumulate(lanes, data, lastStart, SECRET.length - STRIPE - 7);
  const length = BigInt(data.length);
  return {
    low: mergeLanes(lanes, 11, wrap(length * P64_1)),
    high: mergeLanes(lanes, SECRET.length - STRIPE - 11, wrap(~(length * P64_2))),
  };
}

function accumulate(lanes: bigint[], data: Uint8Array, at: number, secret: number): void {
  for (let i = 0; i < 8; i += 1) {
    const value = read(data, at + 8 * i);
    const key = value ^ read(SECRET, secret + 8 * i);
    lanes[i ^ 1] = wrap((lanes[i ^ 1] ?? 0n) + value);
    lanes[i] = wrap((lanes[i] ?? 0n) + (key & 0xffffffffn) * (key >> 32n));
  }
}

function scramble(lanes: bigint[]): void {
  for (const [i, lane] of lanes.entries())
    lanes[i] = wrap((lane ^ (lane >> 47n) ^ read(SECRET, SECRET.length - STRIPE + 8 * i)) * P32_1);
}

function mergeLanes(lanes: readonly bigint[], secret: number, start: bigint): bigint {
  let sum = start;
  for (let i = 0; i < 8; i += 2) {
    const [left = 0n, right = 0n] = lanes.slice(i, i + 2);
    sum += fold(left ^ read(SECRET, secret + 8 * i), right ^ read(SECRET, secret + 8 * i + 8));
  }
  return avalanche(wrap(sum));
}

/** Both halves of the product of two numbers of 64 bits, as one. */
function fold(left: bigint, right: bigint): bigint {
  const product = left * right;
  return wrap(product) ^ (product >> 64n);
}

function avalanche(value: bigint): bigint {
  const mixed = wrap((value ^ (value >> 37n)) * MX_1);
  return mixed ^ (mixed >> 32n);
}

function read(bytes: Uint8Array, at: number): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true);
}

function wrap(value: bigint): bigint {
  return value & MASK;
}

function hexToBytes(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}
