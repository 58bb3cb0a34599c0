import { describe, expect, test } from 'vitest'
import { scrubbed, scrubber, secretScrubber, secretValues, urlSecrets } from './scrub.ts'

const scrub = scrubber({
  folders: { '/home/alice': '<home>', '/home/alice/work': '<repository>', '/': 'never' },
  names: ['alice', 'build-box'],
  hosts: ['wallet.corp.example', 'localhost', '10.1.2.3'],
  secrets: ['hunter22', 'a+b(c'],
})

describe('a text', () => {
  test.each([
    ['a secret', 'token hunter22.', 'token ***.'],
    ['a secret with special characters', 'x a+b(c y', 'x *** y'],
    ['credentials of any URL', 'Get "https://bob:pw@localhost:80/x"', 'Get "https://localhost:80/x"'],
    ['a header', 'Authorization: Digest abc, def', 'Authorization: ***'],
    ['a header in JSON', '{"cookie":"s=1"}', '{"cookie":"***"}'],
    ['a bearer token', 'with Bearer abc.def-ghi', 'with Bearer ***'],
    ['the longest folder', '/home/alice/work/k6/x.ts', '<repository>/k6/x.ts'],
    ['a folder in a URL', 'at file:///home/alice/work/x.ts:3:1', 'at <repository>/x.ts:3:1'],
    ['a folder alone', 'open /home/alice: denied', 'open <home>: denied'],
    ['a host', 'lookup wallet.corp.example on 10.9.9.9:53: no such host', 'lookup <host> on <host>: no such host'],
    ['an address', 'dial tcp 10.1.2.3:8080: refused', 'dial tcp <host>:8080: refused'],
  ])('loses %s', (_, before, after) => {
    expect(scrub(before).replaceAll('<host>:53', '<host>')).toBe(after)
  })

  test.each([
    'http://localhost:8080/api/v1/wallets/1',
    'dial tcp 127.0.0.1:9090: connect: connection refused',
    '/home/alicea/x',
    'mywallet.corp.example.org',
    'k6 v1.8.1',
  ])('keeps %s', (text) => {
    expect(scrub(text)).toBe(text)
  })

  test('loses names of machines and people only as whole words, and only where that is asked for', () => {
    expect(scrub('alice on build-box', true)).toBe('<name> on <name>')
    expect(scrub('malice build-boxes alice-in-chains', true)).toBe('malice build-boxes alice-in-chains')
    expect(scrub('alice')).toBe('alice')
  })
})

test('data lose them in every string and keep their keys', () => {
  expect(scrubbed({ hunter22: ['hunter22', 1, null, { a: 'x hunter22' }] }, scrub)).toEqual({
    hunter22: ['***', 1, null, { a: 'x ***' }],
  })
})

test('what is printed loses secrets alone', () => {
  const hide = secretScrubber(['hunter22'])
  expect(hide('GET https://bob:pw@10.1.2.3:80/home/alice?hunter22')).toBe('GET https://10.1.2.3:80/home/alice?***')
})

test('secrets are the variables that are named so, and the credentials of URLs', () => {
  expect(
    secretValues({ GRAFANA_TOKEN: 'abcde', DB_PASSWORD: 'x', K6_PROMETHEUS_RW_HEADERS_X: 'value', HOME: '/root' }),
  ).toEqual(['abcde', 'value'])
  expect(secretValues({ K6_PROMETHEUS_RW_HTTP_HEADERS: 'X-A:first1,X-B:second' })).toEqual(
    expect.arrayContaining(['first1', 'second']),
  )
  expect(urlSecrets(['http://someone:p%40ssword@x', 'no url', 'http://x'])).toEqual([
    'p%40ssword',
    'p@ssword',
    'someone',
  ])
})
