import { expect, test } from 'vitest';
import { encodedBody } from './encoded-body.js';

test.each([0, 1, 256 * 1024, 256 * 1024 + 1, 1024 * 1024, 3_000_001])(
  'a body of %i bytes arrives as it was',
  async (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) % 251);
    const { body, headers } = encodedBody(bytes);
    expect(headers['content-length']).toBe(String(length));
    const arrived = Buffer.from(await new Response(body).arrayBuffer());
    expect(arrived.equals(bytes)).toBe(true);
  },
);
