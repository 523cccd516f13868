/** Masks: what they reach, what they hide, and that nothing gets past them on the way out. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { AnonymizerError, createAnonymizer } from './anonymizer.js';
import { Client, MemoryExporter, traceable } from './index.js';

describe('rules', () => {
  test('mask every match in every text, and nothing else', () => {
    const anonymize = createAnonymizer([
      { pattern: /\d{4}/, replace: '[pin]' },
      { pattern: 'secret' },
      { pattern: /(user)=\w+/g, replace: '$1=[name]' },
    ]);
    const data = { a: ['1234 and 5678', 'a secret, a secret'], b: { c: 'user=ada', d: 1234, e: null, f: true } };
    expect(anonymize(data)).toEqual({
      a: ['[pin] and [pin]', 'a [redacted], a [redacted]'],
      b: { c: 'user=[name]', d: 1234, e: null, f: true },
    });
    expect(data.a[0]).toBe('1234 and 5678');
  });

  test('do not depend on what the program did with a pattern before', () => {
    const pattern = /x/gy;
    pattern.lastIndex = 5;
    const anonymize = createAnonymizer([{ pattern, replace: '-' }]);
    expect([anonymize('axbx'), anonymize('axbx')]).toEqual(['a-b-', 'a-b-']);
  });

  test.each([
    ['none', []],
    ['of an unknown type', [{ type: 'magic' as 'pattern', pattern: 'a' }]],
  ])('%s: said when the anonymizer is made', (_, rules) => {
    expect(() => createAnonymizer(rules)).toThrow(AnonymizerError);
  });
});

test('a function is told where a text lies', () => {
  const seen: [string, string | undefined][] = [];
  createAnonymizer((value, path) => {
    seen.push([value, path]);
    return value;
  })({ messages: [{ content: 'hi' }, 'there'], 'a.b': 'c' });
  expect(seen).toEqual([
    ['hi', 'messages[0].content'],
    ['there', 'messages[1]'],
    ['c', 'a.b'],
  ]);
});

test('keys that look alike are masked each by itself', () => {
  const anonymize = createAnonymizer((value) => value.toUpperCase());
  expect(anonymize({ 'a.b': 'one', a: { b: 'two' } })).toEqual({ 'a.b': 'ONE', a: { b: 'TWO' } });
});

test('a processor sees all texts and gives back those that change', () => {
  const anonymize = createAnonymizer({
    maskNodes: (nodes) => nodes.filter(({ path }) => path.endsWith('.key')).map((node) => ({ ...node, value: '*' })),
  });
  expect(anonymize({ a: { key: 'k', note: 'n' } })).toEqual({ a: { key: '*', note: 'n' } });
});

test('what lies deeper than is looked is hidden, not let through', () => {
  const anonymize = createAnonymizer([{ pattern: 'secret' }], { maxDepth: 2 });
  expect(anonymize({ a: { b: 'a secret', c: { d: 'a secret' } } })).toEqual({
    a: { b: 'a [redacted]', c: '[too deep to be anonymized]' },
  });
});

test('no text with the pattern in it gets through, whatever the shape', () => {
  const anonymize = createAnonymizer([{ pattern: /s3cr3t/ }]);
  const text = fc.string().map((rest) => `s3cr3t${rest}s3cr3t`);
  const payload = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 14 }, text, fc.array(tie('value')), fc.dictionary(fc.string(), tie('value'))),
  })).value;
  fc.assert(
    fc.property(payload, (data) => {
      expect(JSON.stringify(anonymize(data))).not.toContain('s3cr3t');
    }),
  );
});

describe('a client with an anonymizer', () => {
  const clientWith = (anonymizer: <T>(data: T) => T): { client: Client; exporter: MemoryExporter } => {
    const exporter = new MemoryExporter();
    return { client: new Client({ exporter, anonymizer }), exporter };
  };
  const run = async (client: Client): Promise<void> => {
    const fail = traceable(
      (question: string): never => {
        throw new Error(`s3cr3t ${question}`);
      },
      { name: 'fail', client, tracingEnabled: true, metadata: { key: 's3cr3t' } },
    );
    expect(() => fail('s3cr3t')).toThrow('s3cr3t');
    const chat = traceable(() => ({ answer: 's3cr3t' }), { name: 'chat', client, tracingEnabled: true });
    expect(chat()).toEqual({ answer: 's3cr3t' });
    await client.flush();
  };

  test('sends inputs, outputs, errors and metadata masked; the program keeps its own', async () => {
    const { client, exporter } = clientWith(createAnonymizer([{ pattern: 's3cr3t' }]));
    await run(client);
    const text = JSON.stringify(exporter.records);
    expect(text).not.toContain('s3cr3t');
    expect(text.match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(4);
  });

  test('that throws sends nothing of what it was given', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { client, exporter } = clientWith(() => {
      throw new Error('mine');
    });
    await run(client);
    expect(exporter.records.map(({ name }) => name)).toEqual(expect.arrayContaining(['fail', 'chat']));
    expect(JSON.stringify(exporter.records)).not.toContain('s3cr3t');
    expect(warn.mock.calls.flat().join()).toContain('the anonymizer failed');
    warn.mockRestore();
  });

  test('hides rather than masks where both are asked for', async () => {
    const exporter = new MemoryExporter();
    const client = new Client({ exporter, hideInputs: true, anonymizer: createAnonymizer([{ pattern: 'b' }]) });
    traceable((text: string) => text, { name: 'a', client, tracingEnabled: true })('abc');
    await client.flush();
    expect(exporter.records[0]).toMatchObject({ inputs: {}, outputs: { outputs: 'a[redacted]c' } });
  });
});
