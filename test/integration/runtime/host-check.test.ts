import { describe, expect, it } from 'vitest';
import { createHostCheck, createOriginCheck } from '../../../src/runtime/host-check.ts';

const PUBLIC = 'https://papers.example.org';

describe('a Host header names this server', () => {
  const isOurs = createHostCheck({ host: 'box.lan', publicUrl: `${PUBLIC}:8443/` });

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
  ])('when it is %s', (header) => {
    expect(isOurs(header)).toBe(true);
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
  ])('but not when it is %s', (header) => {
    expect(isOurs(header)).toBe(false);
  });

  it('when either says with a dot that the name is whole', () => {
    const isWhole = createHostCheck({ host: 'box.lan.', publicUrl: `${PUBLIC}./` });
    expect(['papers.example.org', 'papers.example.org.', 'box.lan', 'box.lan.:3000'].map(isWhole)).not.toContain(false);
  });

  it.each([
    ['paperboy:9464', true],
    ['PAPERBOY', true],
    ['paperboy.evil.example', false],
    ['evil.localhost', false],
    ['paperboy@evil.example', false],
  ])('by a name without a dot only where such names are taken: %s', (header, isTaken) => {
    expect(createHostCheck({ host: '127.0.0.1', allowsBareNames: true })(header)).toBe(isTaken);
    expect(createHostCheck({ host: '127.0.0.1' })(header)).toBe(false);
  });

  it('but not by a public name when none was set', () => {
    expect(createHostCheck({ host: '127.0.0.1' })('papers.example.org')).toBe(false);
  });
});

describe('a request is from a page of this server', () => {
  const isOwn = createOriginCheck({ publicUrl: PUBLIC });

  it.each([
    ['no browser sent it', {}],
    ['its origin is the host that it asks', { origin: 'http://127.0.0.1:3000' }],
    ['its origin is the public address, whatever host a proxy names', { origin: PUBLIC }],
    ['the browser says so', { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' }],
    ['somebody typed the address', { 'sec-fetch-site': 'none' }],
  ])('when %s', (_, headers) => {
    expect(isOwn({ host: '127.0.0.1:3000', ...headers })).toBe(true);
  });

  it.each([
    ['its origin is another site', { origin: 'https://evil.example' }],
    ['its origin is another port of this machine', { origin: 'http://127.0.0.1:8080' }],
    ['its origin is the public name over another scheme', { origin: 'http://papers.example.org' }],
    ['its origin is hidden', { origin: 'null' }],
    ['its origin is no address', { origin: 'evil' }],
    ['its origin is empty', { origin: '' }],
    ['the browser says it is another site', { 'sec-fetch-site': 'cross-site' }],
    ['the browser says it is a neighbour', { 'sec-fetch-site': 'same-site' }],
    [
      'the browser says one thing and the origin another',
      { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'cross-site' },
    ],
  ])('but not when %s', (_, headers) => {
    expect(isOwn({ host: '127.0.0.1:3000', ...headers })).toBe(false);
  });
});
