import { describe, expect, it } from 'vitest';
import { createHostCheck, createOriginCheck } from '../../../src/runtime/host-check.ts';

const PUBLIC = 'https://papers.example.org';

describe('createHostCheck', () => {
  const isAllowed = createHostCheck({ host: 'box.lan', publicUrl: `${PUBLIC}:8443/` });

  it.each([
    'localhost',
    'localhost:3000',
    'LOCALHOST:3000',
    'localhost.:3000',
    '127.0.0.1',
    '127.0.0.1:3000',
    '192.168.1.20:3000',
    '[::1]:3000',
    '[2001:db8::7]',
    'box.lan:3000',
    'papers.example.org',
    'papers.example.org:8443',
  ])('allows the host %s', (header) => {
    expect(isAllowed(header)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'papers.example.org.evil.example',
    'evil-papers.example.org',
    'localhost:3000@evil.example',
    'localhost/@evil.example',
    'localhost:3000, evil.example',
    'localhost:999999',
    '::1',
    '[::1',
    'evil.localhost',
  ])('rejects the host %s', (header) => {
    expect(isAllowed(header)).toBe(false);
  });

  it('ignores a trailing dot of a name', () => {
    const isAllowedWithDot = createHostCheck({ host: 'box.lan.', publicUrl: `${PUBLIC}./` });
    expect(
      ['papers.example.org', 'papers.example.org.', 'box.lan', 'box.lan.:3000'].map(isAllowedWithDot),
    ).not.toContain(false);
  });

  it.each([
    ['paperboy:9464', true],
    ['PAPERBOY', true],
    ['paperboy.evil.example', false],
    ['evil.localhost', false],
    ['paperboy@evil.example', false],
  ])('allows a name without a dot only if such names are allowed: %s', (header, isBareName) => {
    expect(createHostCheck({ host: '127.0.0.1', allowsBareNames: true })(header)).toBe(isBareName);
    expect(createHostCheck({ host: '127.0.0.1' })(header)).toBe(false);
  });

  it('rejects the public name if no public URL is set', () => {
    expect(createHostCheck({ host: '127.0.0.1' })('papers.example.org')).toBe(false);
  });
});

describe('createOriginCheck', () => {
  const isSameOrigin = createOriginCheck({ publicUrl: PUBLIC });

  it.each([
    ['is not from a browser', {}],
    ['has the origin of its host', { origin: 'http://127.0.0.1:3000' }],
    ['has the public origin, whatever host the proxy sends', { origin: PUBLIC }],
    ['is same-origin according to the browser', { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' }],
    ['comes from the address bar', { 'sec-fetch-site': 'none' }],
  ])('allows a request that %s', (_, headers) => {
    expect(isSameOrigin({ host: '127.0.0.1:3000', ...headers })).toBe(true);
  });

  it.each([
    ['has the origin of another site', { origin: 'https://evil.example' }],
    ['has the origin of another port of this machine', { origin: 'http://127.0.0.1:8080' }],
    ['has the public host with another scheme as its origin', { origin: 'http://papers.example.org' }],
    ['has an opaque origin', { origin: 'null' }],
    ['has an invalid origin', { origin: 'evil' }],
    ['has an empty origin', { origin: '' }],
    ['is cross-site according to the browser', { 'sec-fetch-site': 'cross-site' }],
    ['is same-site, but not same-origin', { 'sec-fetch-site': 'same-site' }],
    [
      'has the origin of its host, but is cross-site according to the browser',
      { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'cross-site' },
    ],
  ])('rejects a request that %s', (_, headers) => {
    expect(isSameOrigin({ host: '127.0.0.1:3000', ...headers })).toBe(false);
  });
});
