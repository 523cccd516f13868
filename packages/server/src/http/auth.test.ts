import { describe, expect, test } from 'vitest';
import { cookieValue, keyCookie, refusal, type GateRequest, type GateRules } from './auth.js';

const open: GateRules = { host: '127.0.0.1', allowedHosts: [], allowedOrigins: [], apiKey: null };
const keyed: GateRules = { ...open, apiKey: 's3cret' };

function request(headers: GateRequest['headers'], more: Partial<GateRequest> = {}): GateRequest {
  return {
    method: 'GET',
    path: '/runs/1',
    localAddress: '127.0.0.1',
    isUpgrade: false,
    ...more,
    headers: { host: 'localhost:1984', ...headers },
  };
}

function codeOf(asked: GateRequest, rules: GateRules): string | null {
  return refusal(asked, rules)?.code ?? null;
}

describe('host names', () => {
  test.each([
    ['localhost', open, null],
    ['LOCALHOST:1984', open, null],
    ['127.0.0.1:1', open, null],
    ['[::1]:1984', open, null],
    ['evil.example:1984', open, 'host-not-allowed'],
    ['localhost.evil.example', open, 'host-not-allowed'],
    ['', open, 'host-not-allowed'],
    ['traces.example', { ...open, allowedHosts: ['traces.example'] }, null],
    ['192.168.0.7:1984', { ...open, host: '192.168.0.7' }, null],
    ['[fd00::7]:1984', { ...open, host: 'fd00::7' }, null],
    ['192.168.0.7', open, 'host-not-allowed'],
  ] as [string, GateRules, string | null][])('%s', (host, rules, code) => {
    expect(codeOf(request({ host }), rules)).toBe(code);
  });

  test('listening everywhere, the address that the connection came to is known, a name is not', () => {
    const rules = { ...open, host: '::' };
    expect(codeOf(request({ host: '10.0.0.5:80' }, { localAddress: '::ffff:10.0.0.5' }), rules)).toBe(null);
    expect(codeOf(request({ host: '10.0.0.6' }, { localAddress: '10.0.0.5' }), rules)).toBe('host-not-allowed');
    expect(codeOf(request({ host: 'rebound.example' }, { localAddress: '10.0.0.5' }), rules)).toBe('host-not-allowed');
  });
});

describe('origins', () => {
  test.each([
    ['POST', 'http://localhost:1984', null],
    ['POST', 'https://localhost:1984', null],
    ['POST', 'http://localhost:3000', 'origin-not-allowed'],
    ['PATCH', 'https://evil.example', 'origin-not-allowed'],
    ['DELETE', 'null', 'origin-not-allowed'],
    ['POST', 'http://localhost:1984.evil.example', 'origin-not-allowed'],
    ['POST', 'http://evil@localhost:1984', 'origin-not-allowed'],
    ['POST', undefined, null],
    ['GET', 'https://evil.example', null],
  ])('%s from %s', (method, origin, code) => {
    expect(codeOf(request(origin === undefined ? {} : { origin }, { method }), open)).toBe(code);
  });

  test('a WebSocket is a write, whatever its method', () => {
    expect(codeOf(request({ origin: 'https://evil.example' }, { isUpgrade: true }), open)).toBe('origin-not-allowed');
    expect(codeOf(request({ origin: 'http://localhost:1984' }, { isUpgrade: true }), open)).toBe(null);
  });

  test.each([
    ['cross-site', 'origin-not-allowed'],
    ['same-site', 'origin-not-allowed'],
    ['same-origin', null],
    ['none', null],
  ])('a browser that hides the origin still says %s', (site, code) => {
    expect(codeOf(request({ 'sec-fetch-site': site }, { method: 'POST' }), open)).toBe(code);
  });
});

describe('a site that is allowed', () => {
  const origin = 'https://app.example.com';
  const rules = { ...keyed, allowedOrigins: [origin] };
  const cookie = `${keyCookie}=${cookieValue('s3cret')}`;

  test.each([
    [{ origin, 'x-api-key': 's3cret' }, null],
    [{ origin: 'https://APP.example.com', authorization: 'Bearer s3cret' }, null],
    [{ origin }, 'key-missing'],
    [{ origin, cookie }, 'key-missing'],
    [{ origin: 'https://app.example.com.evil.example', 'x-api-key': 's3cret' }, 'origin-not-allowed'],
    [{ origin: 'http://app.example.com', 'x-api-key': 's3cret' }, 'origin-not-allowed'],
    [{ origin: 'null', 'x-api-key': 's3cret' }, 'origin-not-allowed'],
  ] as [GateRequest['headers'], string | null][])('%j', (headers, code) => {
    expect(codeOf(request(headers, { method: 'POST' }), rules)).toBe(code);
  });

  test('does not read with the cookie of whoever is signed in', () => {
    expect(codeOf(request({ origin, cookie }), rules)).toBe('key-missing');
    expect(codeOf(request({ cookie }), rules)).toBe(null);
  });
});

describe('the key', () => {
  test.each([
    [{}, 'key-missing'],
    [{ 'x-api-key': 's3cret' }, null],
    [{ 'x-api-key': 's3cre' }, 'key-wrong'],
    [{ 'x-api-key': '' }, 'key-wrong'],
    [{ authorization: 'Bearer s3cret' }, null],
    [{ authorization: 'bearer s3cret' }, null],
    [{ authorization: 'Basic s3cret' }, 'key-missing'],
    [{ cookie: `a=b; ${keyCookie}=${cookieValue('s3cret')}` }, null],
    [{ cookie: `${keyCookie}=s3cret` }, 'key-wrong'],
    [{ cookie: `${keyCookie}=${cookieValue('other')}` }, 'key-wrong'],
    [{ cookie: 'theme=dark' }, 'key-missing'],
  ] as [GateRequest['headers'], string | null][])('%j', (headers, code) => {
    expect(codeOf(request(headers), keyed)).toBe(code);
    expect(codeOf(request(headers), open)).toBe(null);
  });

  test.each([
    ['/health', null],
    ['/info', null],
    ['/api/info', null],
    ['/api/v1/info', null],
    ['/', 'key-missing'],
    ['/api/app/status', 'key-missing'],
    ['/api/app/live', 'key-missing'],
    ['/runs/multipart', 'key-missing'],
    ['/assets/index.js', null],
    ['/assets/../runs', 'key-missing'],
    ['/shared/x', null],
    ['/shared', 'key-missing'],
    ['/health/', 'key-missing'],
    ['/info/../runs', 'key-missing'],
  ])('%s without a key', (path, code) => {
    expect(codeOf(request({}, { path }), keyed)).toBe(code);
  });

  test('no key helps with a foreign host or origin', () => {
    expect(codeOf(request({ host: 'evil.example', 'x-api-key': 's3cret' }), keyed)).toBe('host-not-allowed');
    expect(codeOf(request({ origin: 'https://evil.example', 'x-api-key': 's3cret' }, { method: 'POST' }), keyed)).toBe(
      'origin-not-allowed',
    );
  });
});
