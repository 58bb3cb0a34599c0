import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { type PrometheusServer, startPrometheus } from '../clients/testing/prometheus-server.ts'
import { startWalletServer, type WalletServer } from '../clients/testing/wallet-server.ts'
import { exitCode, Failure } from '../model/failure.ts'
import { loadCommand } from './load.ts'
import { addAbortOption, addK6Options, k6Choices, refuseUnseen } from './load-options.ts'
import { definitionHash, freshTestid } from './load-record.ts'
import { k6Environment, serviceFor, targetOf } from './load-target.ts'
import { watchRun } from './load-watch.ts'
import { type LoadBench, loadBench } from './testing/load-bench.ts'

describe('before a run', () => {
  let service: WalletServer
  let prometheus: PrometheusServer
  beforeAll(async () => {
    service = await startWalletServer()
    prometheus = await startPrometheus({ binary: inject('tools').prometheus, remoteWrite: false })
  })
  afterAll(() => Promise.all([service.close(), prometheus.stop()]))

  async function refusal(environment: Record<string, string>, options: Parameters<LoadBench['run']>[0] = {}) {
    const bench = await loadBench({ WALLET_SERVICE_URL: service.url, PROMETHEUS_URL: prometheus.url, ...environment })
    const failure = await bench.run(options).catch((cause: unknown) => cause)
    if (!(failure instanceof Failure)) throw new Error(`no Failure but ${String(failure)}`)
    expect(await readdir(join(bench.results, 'current')).catch(() => [])).toEqual([])
    expect(service.asked).toEqual([])
    await bench.remove()
    return failure
  }

  test('a service that is not there is said so, with what to do: exit code 3', async () => {
    const failure = await refusal({ WALLET_SERVICE_URL: 'http://user:s3cret@127.0.0.1:1' })
    expect(failure.code).toBe(exitCode.unmeasured)
    expect(failure.message).toContain('127.0.0.1:1')
    expect(failure.mend).toMatch(/sidelight stack up.*WALLET_SERVICE_URL/)
    expect(failure.message + failure.mend).not.toContain('s3cret')
  })

  test('a service that is not ready is exit code 3', async () => {
    const server = createServer((_, response) => void response.writeHead(503).end('{"status":"DOWN"}'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const failure = await refusal({ WALLET_SERVICE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
    expect(failure).toMatchObject({ code: exitCode.unmeasured, message: expect.stringContaining('503') })
    server.closeAllConnections()
    server.close()
  })

  test.each(['WALLET_SERVICE_URL', 'PROMETHEUS_URL'])(
    'what hangs behind %s is waited for only so long: exit code 3',
    async (variable) => {
      const silent = createServer(() => undefined)
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
      const failure = await refusal({ [variable]: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` })
      expect(failure).toMatchObject({
        code: exitCode.unmeasured,
        message: expect.stringMatching(/no answer|not answer|within/),
      })
      silent.closeAllConnections()
      silent.close()
    },
  )

  test('a Prometheus that is not there is exit code 3', async () => {
    const failure = await refusal({ PROMETHEUS_URL: 'http://127.0.0.1:1' })
    expect(failure).toMatchObject({ code: exitCode.unmeasured, mend: expect.stringContaining('PROMETHEUS_URL') })
  })

  test('a Prometheus that takes no remote write is exit code 3, with the flag that it needs', async () => {
    const failure = await refusal({})
    expect(failure).toMatchObject({
      code: exitCode.unmeasured,
      mend: expect.stringContaining('--web.enable-remote-write-receiver'),
    })
  })

  test('another machine is loaded only when that is allowed: exit code 2', async () => {
    const failure = await refusal({ WALLET_SERVICE_URL: 'http://wallet.example' })
    expect(failure).toMatchObject({ code: exitCode.usage, mend: expect.stringContaining('--allow-target') })
    const choices = { words: [], run: {}, environment: { WALLET_SERVICE_URL: 'http://10.1.2.3' } }
    expect(await refusal({}, { k6: choices })).toMatchObject({ code: exitCode.usage })
  })

  test('an unknown scenario and an unknown service are named beside those that there are: exit code 2', async () => {
    expect(await refusal({}, { scenario: 'nowhere' })).toMatchObject({
      code: exitCode.usage,
      mend: expect.stringContaining('load-test-basic'),
    })
    expect(await refusal({}, { service: 'orders' })).toMatchObject({
      code: exitCode.usage,
      mend: expect.stringContaining('wallet'),
    })
  })

  test('results that cannot be written are found before the load: exit code 2', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'sidelight-file-')), 'results')
    await writeFile(file, '')
    expect(await refusal({}, { resultsDirectory: file })).toMatchObject({
      code: exitCode.usage,
      mend: expect.stringContaining('--results-dir'),
    })
    await rm(join(file, '..'), { recursive: true })
  })
})

describe('the command line', () => {
  function parsed(...words: string[]) {
    const command = addK6Options(addAbortOption(new Command('load')))
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
    command.parse(words, { from: 'user' })
    return k6Choices(command)
  }

  test('passes the options of k6 on', () => {
    expect(parsed('-u', '10', '--duration=1m30s', '--tag', 'build=7', '--tag', 'a=b', '--no-connection-reuse')).toEqual(
      {
        words: ['--vus', '10', '--duration', '1m30s', '--tag', 'build=7', '--tag', 'a=b', '--no-connection-reuse'],
        run: { virtualUsers: 10, duration: '1m30s' },
        environment: {},
      },
    )
    expect(parsed().words).toEqual([])
  })

  test('takes --env as environment, not as an option of k6', () => {
    expect(parsed('-e', 'A=b=c', '--env', 'D=')).toEqual({ words: [], run: {}, environment: { A: 'b=c', D: '' } })
  })

  test('refuses --vus alone where k6 would not look at it', () => {
    expect(() => refuseUnseen('stress', parsed('--vus', '5'), true)).toThrow('does not look at --vus')
    for (const words of [[], ['--vus', '5', '--duration', '5s'], ['--vus', '5', '--iterations', '5']])
      expect(() => refuseUnseen('stress', parsed(...words), true)).not.toThrow()
    expect(() => refuseUnseen('basic', parsed('--vus', '5'), false)).not.toThrow()
  })

  test('takes guard rails as a list or one by one', () => {
    const command = addAbortOption(new Command('load'))
    command.parse(['--abort-on', 'slo,limit', '--abort-on', 'health'], { from: 'user' })
    expect(command.opts()).toEqual({ abortOn: ['slo', 'limit', 'health'] })
  })

  test.each([
    ['--abort-on', 'luck'],
    ['--vus', '0'],
    ['--vus', '1.5'],
    ['--iterations', 'x'],
    ['--duration', '30'],
    ['--tag', 'testid=mine'],
    ['--tag', 'plain'],
    ['--env', '=x'],
    ['--no-thresholds'],
    ['--out', 'csv'],
  ])('refuses %s %s', (...words) => {
    expect(() => parsed(...words)).toThrow(CommanderError)
  })

  test('lists scenarios and options in its help', async () => {
    const bench = await loadBench({})
    const help = loadCommand(bench.context, () => undefined).helpInformation()
    for (const word of ['load-test-basic', '--vus', '--allow-target', '--results-dir', '--json', '--service'])
      expect(help).toContain(word)
    await bench.remove()
  })
})

describe('where a run goes', () => {
  test.each([
    'http://localhost:8080',
    'http://127.0.0.1',
    'http://127.8.9.1:1',
    'http://[::1]:8080',
    'http://a.localhost',
  ])('%s is this machine', (url) => {
    expect(targetOf(wallet, { WALLET_SERVICE_URL: url }, false).serviceUrl).toBe(url)
  })

  test.each(['localhost', 'ftp://localhost', 'user:secret@localhost:8080'])(
    'says which variable holds no address: %s',
    (url) => {
      const told = (variables: Record<string, string>) => () => targetOf(wallet, variables, false)
      expect(told({ WALLET_SERVICE_URL: url })).toThrow(/^WALLET_SERVICE_URL is no HTTP URL$/)
      expect(told({ PROMETHEUS_URL: url })).toThrow(/^PROMETHEUS_URL is no HTTP URL$/)
    },
  )

  test.each([
    'http://localhost.example',
    'http://128.0.0.1',
    'http://[::2]',
    'http://127.0.0.1.example',
    'http://x@10.0.0.1',
  ])('%s is not', (url) => {
    expect(() => targetOf(wallet, { WALLET_SERVICE_URL: url }, false)).toThrow('is not this machine')
    expect(targetOf(wallet, { WALLET_SERVICE_URL: url }, true).serviceUrl).toBe(url)
  })

  test('the service is the one named, the one that the scenario imports, or the only one', () => {
    const orders = { ...wallet, name: 'orders' }
    expect(serviceFor([wallet, orders], 'orders', ['wallet']).name).toBe('orders')
    expect(serviceFor([orders, wallet], undefined, ['wallet']).name).toBe('wallet')
    expect(serviceFor([orders], undefined, ['wallet']).name).toBe('orders')
    expect(() => serviceFor([orders, wallet], undefined, [])).toThrow(Failure)
  })

  test('k6 writes there as native histograms unless the user says otherwise', () => {
    const environment = k6Environment({ K6_PROMETHEUS_RW_PUSH_INTERVAL: '1s' }, 'http://u:p%40@prometheus:9090/base/')
    expect(environment).toMatchObject({
      K6_PROMETHEUS_RW_SERVER_URL: 'http://prometheus:9090/base/api/v1/write',
      K6_PROMETHEUS_RW_USERNAME: 'u',
      K6_PROMETHEUS_RW_PASSWORD: 'p@',
      K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM: 'true',
      K6_PROMETHEUS_RW_STALE_MARKERS: 'true',
      K6_PROMETHEUS_RW_PUSH_INTERVAL: '1s',
    })
  })
})

describe('the identity of a run', () => {
  test('is fresh, sorts by time, and is safe as a label, a folder and a URL', () => {
    const now = new Date('2026-01-02T03:04:05.678Z')
    expect(freshTestid('load-test-basic', now)).toMatch(/^load-test-basic-20260102T030405Z-[0-9a-f]{4}$/)
  })

  test('goes with a hash that follows the definition', () => {
    expect(definitionHash(wallet)).toBe(definitionHash(structuredClone(wallet)))
    expect(definitionHash({ ...wallet, limits: {} })).not.toBe(definitionHash(wallet))
  })
})

describe('the watch over a run', () => {
  /** A probe that answers as the text says, a letter a time: `.` is there, `x` is not; the last letter for ever. */
  function probe(answers: string) {
    let asked = 0
    return async () => {
      const answer = answers[Math.min(asked++, answers.length - 1)]
      if (answer === 'x') throw new Error(`gone at ${asked}`)
    }
  }
  async function watched(answers: string, patient: boolean, forMs = 60) {
    const watch = watchRun({ service: probe(answers), prometheus: probe('.') }, 5)
    await new Promise((resolve) => setTimeout(resolve, forMs))
    return watch.end(patient)
  }

  test('sees nothing where all is well', async () => {
    expect(await watched('.', true)).toEqual({})
  })

  test('forgives a missing answer or two', async () => {
    expect(await watched('.xx.', true)).toEqual({})
  })

  test('tells a loss by its first missing answer, also when the service came back', async () => {
    expect(await watched('..xxx.', true, 120)).toEqual({
      service: { at: expect.stringMatching(/Z$/), reason: 'gone at 3' },
    })
  })

  test('asks again at the end for what went away in the last moment, unless someone waits', async () => {
    expect(await watched('x', true, 0)).toMatchObject({ service: { reason: 'gone at 1' } })
    expect(await watched('x', false, 0)).toEqual({})
  })
})
