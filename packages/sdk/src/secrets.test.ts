import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSecretAnonymizer, SECRET_PLACEHOLDER as GONE } from './public-anonymizer.js';

const anonymize = createSecretAnonymizer();
const letters = (count: number): string => 'aB3dE6gH9jK2'.repeat(9).slice(0, count);

describe('goes', () => {
  test.each([
    ['OpenAI', `sk-proj-${letters(40)}`],
    ['Anthropic', `sk-ant-api03-${letters(40)}`],
    ['LangSmith', `lsv2_pt_${letters(32)}_0123456789`],
    ['GitHub', `ghp_${letters(36)}`],
    ['GitHub, of one repository', `github_pat_${letters(22)}_${letters(59)}`],
    ['GitLab', `glpat-${letters(20)}`],
    ['AWS', 'AKIAABCDEFGHIJKLMNOP'],
    ['Google', `AIza${letters(35)}`],
    ['Slack', `xoxb-${letters(24)}`],
    ['Stripe', `sk_live_${letters(24)}`],
    ['SendGrid', `SG.${letters(22)}.${letters(43)}`],
    ['npm', `npm_${letters(36)}`],
    ['Hugging Face', `hf_${letters(34)}`],
    ['a JSON web token', `eyJ${letters(20)}.eyJ${letters(30)}.${letters(20)}`],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----'],
    ['a private key that was cut off', '-----BEGIN PRIVATE KEY-----\nMIIE'],
  ])('a key by its form: %s', (_, key) => {
    expect(anonymize({ messages: [{ content: `take ${key}` }] })).toEqual({ messages: [{ content: `take ${GONE}` }] });
  });

  test.each([
    ['OPENAI_API_KEY=correcthorse', `OPENAI_API_KEY=${GONE}`],
    ['password: "correct-horse!"', `password: "${GONE}"`],
    [String.raw`{\"client_secret\": \"correcthorse\"}`, String.raw`{\"client_secret\": \"${GONE}\"}`],
    ['authorization: Bearer correct.horse.battery', `authorization: Bearer ${GONE}`],
    ['postgres://me:horse@db/bees', `postgres://me:${GONE}@db/bees`],
  ])('a value by the name beside it: %s', (text, expected) => {
    expect(anonymize(text)).toBe(expected);
  });

  test('a value by the name of its field', () => {
    const names = ['password', 'api_key', 'apiKey', 'openaiApiKey', 'access_token', 'x-api-key', 'client_secret'];
    const fieldsOf = (value: string): object => Object.fromEntries(names.map((name) => [name, value]));
    expect(anonymize({ config: fieldsOf('horse') })).toEqual({ config: fieldsOf(GONE) });
  });

  test('what a rule of one’s own finds', () => {
    const own = createSecretAnonymizer({ extraRules: [{ pattern: /\bbee-\d+/, replace: '[bee]' }] });
    expect(own(`bee-12 sk-${letters(30)}`)).toBe(`[bee] ${GONE}`);
  });

  test('every one of them, wherever they lie', () => {
    const key = `ghp_${letters(36)}`;
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(5), (value, times) => {
        const text = JSON.stringify(anonymize({ value, keys: Array.from({ length: times }, () => ({ at: [key] })) }));
        expect(text).not.toContain(key);
      }),
    );
  });
});

describe('stays', () => {
  test.each([
    'the bee keeps its secret: it dances',
    '01a1fe36-12ca-7b97-9b3b-d34ed18b1a8a',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'const token = getTokenOfUser();',
    'total_tokens: 12345678, max_tokens=40960000',
    'https://example.org:8080/path?q=1',
    'task-force for ask-me-anything',
  ])('%s', (text) => {
    expect(anonymize(text)).toBe(text);
  });

  test('a number of tokens, a token of an answer, and an empty text', () => {
    const usage = { total_tokens: '12', max_tokens: 4096, logprobs: [{ token: 'bee' }], password: '' };
    expect(anonymize(usage)).toEqual(usage);
  });
});
