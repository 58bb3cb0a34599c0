import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { Failure } from '../model/failure.ts'
import { type PrometheusClient, prometheusClient } from './prometheus.ts'
import { freePort, type PrometheusServer, startPrometheus } from './testing/prometheus-server.ts'

const now = () => Date.now() / 1000

describe('a real Prometheus', () => {
  let server: PrometheusServer
  let client: PrometheusClient

  beforeAll(async () => {
    server = await startPrometheus({ binary: inject('tools').prometheus })
    client = prometheusClient({ url: `${server.url}/` })
  })
  afterAll(() => server.stop())

  test('is ready', async () => {
    await client.ready()
    expect(client.address).toBe(server.url)
  })

  test('answers vectors, scalars and everything that is no plain number', async () => {
    expect(await client.query('label_replace(vector(2), "a", "b", "", "")')).toEqual([
      { name: '', labels: { a: 'b' }, value: 2 },
    ])
    expect(await client.query('3')).toEqual([{ name: '', labels: {}, value: 3 }])
    expect(await client.query('absent_metric')).toEqual([])
    const values = await Promise.all(['1/0', '-1/0', '0/0', '1e21'].map((text) => client.query(`vector(${text})`)))
    expect(values.map(([sample]) => sample?.value)).toEqual([Infinity, -Infinity, Number.NaN, 1e21])
  })

  test('answers a range', async () => {
    const end = Math.floor(now())
    const [series] = await client.queryRange('vector(1)', { start: end - 10, end, step: 5 })
    expect(series?.points).toEqual([end - 10, end - 5, end].map((time) => [time, 1]))
  })

  test('says why it refuses an expression, or a vector where a range was asked', async () => {
    await expect(client.query('sum(')).rejects.toThrow(/refused a query: .*parse error/)
    await expect(client.samples('vector(1)')).rejects.toThrow(/another kind of result/)
    await expect(client.query('up[1m]')).rejects.toThrow(/another kind of result/)
  })

  test('has a version, or tells none', async () => {
    expect([undefined, expect.any(String)]).toContainEqual(await client.version())
  })
})

describe('what is no Prometheus, or a sick one', () => {
  let server: Server | undefined

  async function serving(listener: RequestListener): Promise<string> {
    server = createServer(listener)
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    return `127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const answering = (status: number, body: string) => serving((_, response) => response.writeHead(status).end(body))
  const failure = async (url: string, timeoutMs = 5_000): Promise<Failure> => {
    const error = await prometheusClient({ url, timeoutMs })
      .query('1')
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Failure)
    expect((error as Failure).mend).not.toBe('')
    return error as Failure
  }

  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
  })

  test('refuses: exit code 3, and the message holds no password', async () => {
    const port = await freePort()
    const { message, code } = await failure(`http://someone:secret@127.0.0.1:${port}/prometheus?token=secret`)
    expect(message).toBe(`Prometheus at http://127.0.0.1:${port}/prometheus refused the connection.`)
    expect(code).toBe(3)
  })

  test('hangs: ends within the time allowed', async () => {
    const { message, code } = await failure(`http://${await serving(() => {})}`, 200)
    expect(message).toMatch(/did not answer within 0.2 s/)
    expect(code).toBe(3)
  })

  test('hangs in the middle of its answer', async () => {
    const address = await serving((_, response) => response.writeHead(200).write('{"status":'))
    expect((await failure(`http://${address}`, 200)).message).toMatch(/did not answer within/)
  })

  test.each([
    ['garbage', 200, '\u0000<html>', /no Prometheus \(status 200\)/],
    ['another API', 200, '{"hello":"world"}', /no Prometheus/],
    ['a bare null', 200, 'null', /no Prometheus/],
    ['another result', 200, '{"status":"success","data":{"resultType":"streams"}}', /another kind of result/],
    ['no data', 200, '{"status":"success"}', /another kind of result/],
    ['an error of its own', 500, 'oops', /no Prometheus \(status 500\)/],
    ['that it starts', 503, 'Service Unavailable', /is not ready/],
    ['that it wants a password', 401, '', /wants other credentials \(status 401\)/],
    ['an error of a query', 422, '{"status":"error","error":"too many samples"}', /too many samples/],
  ])('answers %s', async (_title, status, body, message) => {
    expect((await failure(`http://${await answering(status, body)}`)).message).toMatch(message)
  })

  test('answers series without values: no value is made up', async () => {
    const address = await answering(200, '{"status":"success","data":{"resultType":"vector","result":[null,{}]}}')
    const samples = await prometheusClient({ url: `http://${address}` }).query('1')
    expect(samples.map(({ value }) => value)).toEqual([Number.NaN, Number.NaN])
  })

  test('is ready for no one while it starts', async () => {
    const address = await answering(503, '')
    await expect(prometheusClient({ url: `http://${address}` }).ready()).rejects.toThrow(/not ready/)
  })

  test('is some web server that answers 200 to everything', async () => {
    const client = prometheusClient({ url: `http://${await answering(200, 'hello')}` })
    await expect(client.ready()).rejects.toThrow(/no Prometheus/)
  })

  test('speaks no HTTP, or TLS where none was meant', async () => {
    const raw = createSocketServer((socket) => socket.on('error', () => {}).end('SSH-2.0-x\r\n'))
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve))
    const { port } = raw.address() as AddressInfo
    expect((await failure(`http://127.0.0.1:${port}`)).message).toMatch(/does not speak HTTP/)
    expect((await failure(`https://127.0.0.1:${port}`)).message).toMatch(/TLS/)
    raw.close()
  })

  test('has a port that no HTTP client asks', async () => {
    expect((await failure('http://127.0.0.1:9')).message).toMatch(/cannot be reached \(bad port\)/)
  })

  test('gets the credentials of its address as a header, and its path before every other', async () => {
    const seen: unknown[] = []
    const address = await serving(({ url, headers }, response) => {
      seen.push(url, headers.authorization)
      response.end('{"status":"success","data":{"resultType":"scalar","result":[0,"1"]}}')
    })
    await prometheusClient({ url: `http://user:p%40ss@${address}/prefix/` }).query('1')
    expect(seen).toEqual(['/prefix/api/v1/query', `Basic ${Buffer.from('user:p@ss').toString('base64')}`])
  })

  test.each(['', 'localhost:9090', 'ftp://x', 'not a URL secret'])('has no address such as %j: exit code 2', (url) => {
    const thrown = (() => {
      try {
        return prometheusClient({ url })
      } catch (error) {
        return error
      }
    })()
    expect(thrown).toMatchObject({ name: 'Failure', code: 2 })
    expect(String(thrown)).not.toContain('secret')
  })
})
