import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadBody } from './decoded.js';
import { decodeMultipart } from './multipart.js';
import { splitParts } from './multipart-parts.js';

const A = 'aaaaaaaa-0000-4000-8000-00000000000a';
const B = 'bbbbbbbb-0000-4000-8000-00000000000b';
const boundary = '----LangSmithFormBoundaryx7';
const type = `multipart/form-data; boundary=${boundary}`;

interface SentPart {
  name: string;
  body: Uint8Array | string;
  headers?: string[];
}

function multipart(parts: readonly SentPart[], mark = boundary): Buffer {
  const pieces: Buffer[] = [];
  for (const { name, body, headers = ['Content-Type: application/json'] } of parts) {
    const lines = [`--${mark}`, `Content-Disposition: form-data; name="${name}"`, ...headers, '', ''];
    pieces.push(Buffer.from(lines.join('\r\n')), Buffer.from(body), Buffer.from('\r\n'));
  }
  return Buffer.concat([...pieces, Buffer.from(`--${mark}--\r\n`)]);
}

const json = (name: string, value: unknown, ...headers: string[]): SentPart => ({
  name,
  body: JSON.stringify(value),
  headers: ['Content-Type: application/json', ...headers],
});

describe('parts', () => {
  test('any bytes come back as they were, however many parts', () => {
    // Bytes of the boundary and of line breaks are likely, so that look-alikes occur.
    const byte = fc.oneof(fc.constantFrom(...Buffer.from('\r\n-B')), fc.integer({ min: 0, max: 255 }));
    const part = fc.record({
      name: fc.stringMatching(/^[a-z0-9.]{1,20}$/u),
      body: fc
        .uint8Array({ maxLength: 60 })
        .chain((tail) => fc.array(byte, { maxLength: 60 }).map((head) => Uint8Array.from([...head, ...tail]))),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const mark = 'B-B';
        fc.pre(
          !parts.some(({ body }) =>
            Buffer.from(`\r\n${Buffer.from(body).toString('latin1')}\r\n`, 'latin1').includes(`\r\n--${mark}`),
          ),
        );
        const read = [...splitParts(multipart(parts, mark), `multipart/form-data; boundary="${mark}"`)];
        expect(read.map(({ name, bytes }) => ({ name, body: Uint8Array.from(bytes) }))).toEqual(
          parts.map(({ name, body }) => ({ name, body: Uint8Array.from(body) })),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('the boundary inside a line, or with more behind it, is content', () => {
    const body = `x--${boundary}\r\n--${boundary}more\r\n\r\n-${boundary}\n--${boundary}\r\ny`;
    expect([...splitParts(multipart([{ name: 'a', body }]), type)][0]?.bytes.toString()).toBe(body);
  });

  test('hundreds of parts and one of many megabytes', () => {
    const large = Buffer.alloc(24 * 2 ** 20, '\r\n--x');
    const parts = [
      { name: 'large', body: large },
      ...Array.from({ length: 700 }, (_, i) => ({ name: `p${i}`, body: String(i) })),
    ];
    const read = [...splitParts(multipart(parts), type)];
    expect(read).toHaveLength(701);
    expect(read[0]?.bytes.equals(large)).toBe(true);
    expect(read[700]?.bytes.toString()).toBe('699');
  });

  test.each([
    ['a preamble and an epilogue', `hello\r\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\nbye`],
    ['blanks behind the boundary', `--b \t\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--`],
    [
      'an unquoted name, headers in any case and order',
      `--b\r\nX-Other: 1\r\nCONTENT-DISPOSITION: form-data; filename="f"; Name=a\r\n\r\n1\r\n--b--`,
    ],
    ['a folded header', `--b\r\nContent-Disposition: form-data;\r\n name="a"\r\n\r\n1\r\n--b--`],
  ])('%s', (_, text) => {
    const read = [...splitParts(Buffer.from(text), 'multipart/form-data; boundary=b')];
    expect(read.map(({ name, bytes }) => [name, bytes.toString()])).toEqual([['a', '1']]);
  });

  test('no parts at all is an empty request', () => {
    expect([...splitParts(Buffer.from('--b--\r\n'), 'multipart/form-data; boundary=b')]).toEqual([]);
  });

  test.each([
    ['no boundary in the header', multipart([]), 'multipart/form-data'],
    ['another content type', multipart([]), 'application/json'],
    ['the body is something else', Buffer.from('{}'), type],
    ['an empty body', Buffer.alloc(0), type],
    ['the body is cut', multipart([json(`post.${A}`, { name: 'a' })]).subarray(0, 100), type],
  ])('refused as a whole: %s', (_, body, header) => {
    expect(() => [...splitParts(body, header)]).toThrow(BadBody);
  });

  test('no bytes whatsoever bring it down', () => {
    const piece = fc.constantFrom(
      '--b',
      '--b--',
      '\r\n',
      '\r\n\r\n',
      '--',
      'Content-Disposition: form-data; name="post.x"',
      ':',
      '"',
      '\0',
      'a',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          decodeMultipart(Buffer.from(pieces.join('')), 'multipart/form-data; boundary=b');
        } catch (error) {
          expect(error).toBeInstanceOf(BadBody);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('runs', () => {
  test('the main part and its fields, as JavaScript and as Python send them', () => {
    const parts = [
      json(`post.${A}`, { id: A, trace_id: A, name: 'js', start_time: 1795207341324, child_runs: [] }, 'X: length=3'),
      json(`post.${A}.inputs`, { q: 1 }),
      json(`post.${A}.serialized`, {}),
      json(`post.${A}.error`, 'it broke'),
      json(`patch.${B}`, { trace_id: A, parent_run_id: null, session_id: null, replicas: [] }, 'Content-Length: 99999'),
      json(`patch.${B}.outputs`, {}),
      json(`patch.${B}.events`, []),
    ];
    const { records, rejected } = decodeMultipart(multipart(parts), type);
    expect(rejected).toEqual([]);
    expect(records).toEqual([
      {
        op: 'create',
        id: A,
        trace_id: A,
        name: 'js',
        start_time: 1795207341324,
        inputs: { q: 1 },
        serialized: {},
        error: 'it broke',
      },
      { op: 'update', id: B, trace_id: A, outputs: {}, events: [] },
    ]);
  });

  test('the order of parts does not matter', () => {
    const parts = [
      json(`post.${A}`, { name: 'a' }),
      json(`post.${A}.inputs`, { a: 1 }),
      json(`patch.${A}`, { end_time: 5 }),
      json(`patch.${A}.outputs`, { b: 2 }),
      json(`post.${B}.extra`, { metadata: {} }),
      json(`post.${B}`, { name: 'b' }),
    ];
    const inOrder = byKey(decodeMultipart(multipart(parts), type).records);
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: parts.length }), (shuffled) => {
        expect(byKey(decodeMultipart(multipart(shuffled), type).records)).toEqual(inOrder);
      }),
    );
  });

  test('create and update of one run, and two updates, are records of their own', () => {
    const parts = [
      json(`post.${A}`, { name: 'a' }),
      json(`patch.${A}`, { tags: ['1'] }),
      json(`patch.${A}.outputs`, { n: 1 }),
      json(`patch.${A}`, { tags: ['2'] }),
      json(`patch.${A}.outputs`, { n: 2 }),
    ];
    expect(decodeMultipart(multipart(parts), type).records).toEqual([
      { op: 'create', id: A, name: 'a' },
      { op: 'update', id: A, outputs: { n: 1 }, tags: ['1'] },
      { op: 'update', id: A, outputs: { n: 2 }, tags: ['2'] },
    ]);
  });

  test('one bad run does not cost the others', () => {
    const parts = [
      json('post.not-an-id', { name: 'x' }),
      { name: `post.${A}`, body: '{"name": NaN}' },
      json(`post.${A}.inputs`, { a: 1 }),
      json('delete.everything', {}),
      json(`post.${B}`, { name: 'good' }),
      { name: `post.${B}.outputs`, body: '{"cut":' },
      json(`post.${B}.inputs`, { b: 1 }),
    ];
    const { records, rejected } = decodeMultipart(multipart(parts), type);
    expect(records).toEqual([{ op: 'create', id: B, name: 'good', inputs: { b: 1 } }]);
    expect(rejected.map(({ id, code }) => [id, code])).toEqual([
      ['not-an-id', 'bad-part'],
      [A, 'bad-json'],
      ['everything', 'bad-part'],
      [B, 'bad-json'],
      [A, 'missing-part'],
    ]);
    for (const { message, remedy } of rejected) expect([message.length > 20, remedy.length > 20]).toEqual([true, true]);
  });

  test('a compressed part is refused with a reason', () => {
    const { records, rejected } = decodeMultipart(multipart([json(`post.${A}`, {}, 'Content-Encoding: gzip')]), type);
    expect(records).toEqual([]);
    expect(rejected[0]?.message).toContain('gzip');
  });

  test('attachments and feedback are taken out, byte for byte', () => {
    const parts = [
      {
        name: `attachment.${A}.a.b.png`,
        body: Uint8Array.from([0, 255, 13, 10]),
        headers: ['Content-Type: image/png; length=4'],
      },
      json(`feedback.${B}`, { trace_id: A, run_id: null, key: 'helpful', score: 0.123456, comment: null }),
      json(`post.${A}`, { name: 'a' }),
      json(`post.${A}.future_field`, { x: 1 }),
    ];
    const decoded = decodeMultipart(multipart(parts), type);
    expect(decoded).toEqual({
      records: [{ op: 'create', id: A, name: 'a' }],
      rejected: [],
      rejectedMore: 0,
      feedback: [
        {
          id: B,
          runId: '00000000-0000-0000-0000-000000000000',
          traceId: A,
          projectId: '00000000-0000-0000-0000-000000000000',
          key: 'helpful',
          score: 0.1235,
          source: 'api',
          rest: {},
        },
      ],
      attachments: [{ runId: A, name: 'a.b.png', mimeType: 'image/png', bytes: Buffer.from([0, 255, 13, 10]) }],
    });
  });

  test('ids in names may be undashed and upper case', () => {
    const { records } = decodeMultipart(
      multipart([json(`post.${A.replaceAll('-', '').toUpperCase()}`, { id: A, name: 'a' })]),
      type,
    );
    expect(records).toEqual([{ op: 'create', id: A, name: 'a' }]);
  });

  test('names of prototypes are data', () => {
    const body = `{"name":"a","__proto__":{"name":"evil"},"extra":{"metadata":{"__proto__":{"x":1},"constructor":2}}}`;
    const { records } = decodeMultipart(multipart([{ name: `post.${A}`, body }, json('__proto__.x', {})]), type);
    const metadata = records[0]?.extra?.metadata ?? {};
    expect(Object.keys(metadata)).toEqual(['__proto__', 'constructor']);
    expect(records[0]?.name).toBe('a');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

function byKey<T extends { op: string; id: string }>(records: readonly T[]): T[] {
  return records.toSorted((a, b) => (`${a.op} ${a.id}` < `${b.op} ${b.id}` ? -1 : 1));
}
