import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileSource } from './files.ts'
import { type Preview, startPreview } from './server.ts'

let folder: string
let upstream: Server
let preview: Preview
const seen: {
  method?: string | undefined
  url?: string | undefined
  body: string
  authorization?: string | undefined
  cookie?: string | undefined
}[] = []

interface Asked {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Unlike fetch, lets a test choose any header. */
async function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Asked> {
  const { port } = new URL(preview.url)
  return await new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
      },
    )
    sent.on('error', reject).end(options.body)
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidelight-preview-'))
  await writeFile(join(folder, 'one.json'), JSON.stringify({ uid: 'one', title: 'One', panels: [] }))
  await writeFile(join(folder, 'two.json'), JSON.stringify({ uid: 'one', title: 'Again', panels: [] }))
  await writeFile(join(folder, 'new.json'), JSON.stringify({ title: 'New', elements: {}, layout: {} }))
  await writeFile(join(folder, 'page.js'), 'script')
  await writeFile(join(folder, 'secret.js'), 'secret')
  upstream = createServer((incoming, response) => {
    let body = ''
    incoming.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    incoming.on('end', () => {
      const { authorization, cookie } = incoming.headers
      seen.push({ method: incoming.method, url: incoming.url, body, authorization, cookie })
      response.writeHead(200, { 'set-cookie': 'a=b', 'x-internal': 'yes', 'content-type': 'text/html' })
      response.end('{"status":"success"}')
    })
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const { port } = upstream.address() as AddressInfo
  const prometheusUrl = `http://user:secret@127.0.0.1:${port}/prefix`
  preview = await startPreview({
    port: 0,
    prometheusUrl,
    scrapeInterval: '5s',
    pageDirectory: folder,
    source: await fileSource([folder], folder),
  })
})

afterAll(async () => {
  await preview.close()
  await new Promise((resolve) => upstream.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

describe('the proxy', () => {
  test.each([
    '/api/v1/query?query=up',
    '/api/v1/query_range',
    '/api/v1/labels',
    '/api/v1/label/job/values',
    '/api/v1/series',
  ])('passes %s on', async (path) => {
    seen.length = 0
    expect(await ask(path, { headers: { cookie: 'mine=1', authorization: 'mine' } })).toMatchObject({
      status: 200,
      body: '{"status":"success"}',
    })
    expect(seen).toEqual([
      {
        method: 'GET',
        url: `/prefix${path}`,
        body: '',
        authorization: `Basic ${btoa('user:secret')}`,
        cookie: undefined,
      },
    ])
  })
  test.each([
    '/api/v1/write',
    '/api/v1/status/config',
    '/api/v1/targets',
    '/api/v1/rules',
    '/api/v1/admin/tsdb/delete_series',
    '/api/v1/query/../status/config',
    '/api/v1/query/%2e%2e/status/config',
    '/api/v1/label/a%2f..%2fb/c/values',
    '/api/v1/query_exemplars',
    '//api/v1/status/config',
  ])('passes %s on to nobody', async (path) => {
    seen.length = 0
    expect((await ask(path)).status).toBeGreaterThanOrEqual(400)
    expect(seen).toEqual([])
  })
  test('passes the body of a POST on, and no other method', async () => {
    seen.length = 0
    await ask('/api/v1/query', { method: 'POST', body: 'query=up' })
    expect(seen).toMatchObject([{ method: 'POST', body: 'query=up' }])
    for (const method of ['PUT', 'DELETE', 'PATCH']) expect((await ask('/api/v1/series', { method })).status).toBe(405)
    expect(seen).toHaveLength(1)
  })
  test('refuses a question of more than a mebibyte', async () => {
    seen.length = 0
    expect((await ask('/api/v1/query', { method: 'POST', body: 'x'.repeat(2 ** 20 + 1) })).status).toBe(413)
    expect(seen).toEqual([])
  })
  test('hands on nothing of the answer but status and body, as JSON', async () => {
    const { headers } = await ask('/api/v1/query?query=up')
    expect(headers['content-type']).toBe('application/json')
    expect(headers['set-cookie']).toBeUndefined()
    expect(headers['x-internal']).toBeUndefined()
  })
  test('says so in the form of Prometheus when there is none, without its password', async () => {
    const alone = await startPreview({
      port: 0,
      prometheusUrl: 'http://user:secret@127.0.0.1:9',
      scrapeInterval: '5s',
      pageDirectory: folder,
      source: await fileSource([folder], folder),
    })
    const answer = await fetch(`${alone.url}/api/v1/query?query=up`)
    expect(answer.status).toBe(502)
    expect(await answer.text()).toBe(
      '{"status":"error","errorType":"proxy","error":"Prometheus at http://127.0.0.1:9 cannot be reached. Is it running?"}',
    )
    await alone.close()
  })
})

describe('the server', () => {
  test('answers to names of this machine only', async () => {
    for (const host of ['localhost:3000', '127.0.0.1', '[::1]:3000'])
      expect((await ask('/', { headers: { host } })).status, host).toBe(200)
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:3000', '192.168.0.1'])
      expect((await ask('/api/dashboards', { headers: { host } })).status, host).toBe(403)
  })
  test('gives other sites no data, but can be linked to', async () => {
    expect((await ask('/api/dashboards', { headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect((await ask('/api/dashboards', { headers: { origin: 'null' } })).status).toBe(403)
    expect((await ask('/api/v1/query?query=up', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
    expect(
      (
        await ask('/api/v1/query?query=up', {
          headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
        })
      ).status,
    ).toBe(403)
    expect(
      (await ask('/d/one', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } })).status,
    ).toBe(200)
    expect((await ask('/api/dashboards', { headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(200)
  })
  test('lets the page run its own script alone', async () => {
    const { headers } = await ask('/d/one')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })
  test('serves the page and no other file', async () => {
    expect((await ask('/assets/page.js')).body).toBe('script')
    for (const path of [
      '/assets/secret.js',
      '/assets/../secret.js',
      '/assets/%2e%2e/one.json',
      '/assets/',
      '/one.json',
    ])
      expect((await ask(path)).status, path).toBe(404)
  })
  test('lists the dashboards, and says which files it cannot show', async () => {
    expect(JSON.parse((await ask('/api/dashboards')).body)).toEqual({
      dashboards: [{ uid: 'one', title: 'One', tags: [], file: 'one.json' }],
      problems: [
        'new.json: it has the form "v2" of dashboards, which is not drawn: export it in the classic form',
        'two.json: has the uid "one" of one.json',
      ],
    })
    expect(JSON.parse((await ask('/api/dashboards/one')).body)).toMatchObject({
      file: 'one.json',
      scrapeInterval: '5s',
      prometheus: expect.not.stringContaining('secret'),
    })
    expect((await ask('/api/dashboards/none')).status).toBe(404)
  })
})
