import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { type ConfigurationOptions, everySecond, noWebhook, targetFiles, writeConfiguration } from './configuration.ts'
import { defaultPorts } from './parts.ts'

const { promtool } = inject('tools')
const packageDirectory = join(import.meta.dirname, '../..')
const run = promisify(execFile)
let directory: string

const endpoints = { health: '/health', ready: '/ready', metrics: '/metrics' } as const
const own = { name: 'wallet', job: 'wallet-service', baseUrl: 'http://localhost:8080', endpoints } as const
const other = { name: 'orders', job: 'orders', baseUrl: 'https://orders.example/shop/', endpoints } as const

function options(changes: Partial<ConfigurationOptions> = {}): ConfigurationOptions {
  return {
    directory,
    packageDirectory,
    fleet: [own],
    ports: defaultPorts,
    ownService: 'wallet',
    webhook: noWebhook,
    ...changes,
  }
}

const rule = (expression: string) => `groups: [{ name: one, rules: [{ record: 'a:b', expr: '${expression}' }] }]\n`

async function rules(service: string, text: string): Promise<void> {
  const folder = join(directory, 'generated/alerts', service)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'slo.rules.yml'), text)
}

async function check(changes: Partial<ConfigurationOptions> = {}): Promise<string> {
  const root = join(directory, 'stack')
  await writeConfiguration(root, options(changes))
  const { stdout } = await run(promtool, ['check', 'config', join(root, 'prometheus/prometheus.yml')])
  return stdout
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sidelight-configuration-'))
})

afterEach(async () => {
  await rm(directory, { recursive: true, force: true })
})

test('promtool accepts what is laid out, with the rules of every service, however short or long its name', async () => {
  const names = ['a', 'wallet', 'fleet', 'n'.repeat(26)]
  for (const name of names) await rules(name, rule('up'))
  const report = await check()
  expect(report.match(/SUCCESS: 1 rules found/g)).toHaveLength(names.length)
})

test('promtool refuses it when one of those rules is broken', async () => {
  await rules('n'.repeat(26), rule('sum by (up'))
  await expect(check()).rejects.toThrow(/unclosed left parenthesis/)
})

test('laying it out again replaces the rules and targets of before', async () => {
  await rules('wallet', rule('up'))
  await check()
  expect(await check()).toMatch(/1 rule files found/)
})

test('the address of the webhook reaches Alertmanager’s working directory', async () => {
  await writeConfiguration(join(directory, 'stack'), options({ webhook: 'http://127.0.0.1:1/secret' }))
  expect(await readFile(join(directory, 'stack/alertmanager/webhook_url'), 'utf8')).toBe('http://127.0.0.1:1/secret\n')
})

test('a working repository’s own configuration goes before the package’s', async () => {
  await mkdir(join(directory, 'monitoring'), { recursive: true })
  await cp(join(packageDirectory, 'monitoring/prometheus'), join(directory, 'monitoring/prometheus'), {
    recursive: true,
  })
  await writeFile(join(directory, 'monitoring/prometheus/prometheus.yml'), 'global: { scrape_interval: 7s }\n')
  await writeConfiguration(join(directory, 'stack'), options())
  expect(await readFile(join(directory, 'stack/prometheus/prometheus.yml'), 'utf8')).toContain('7s')
})

test('a service that the stack runs is scraped at its port, any other one at its base URL', () => {
  const ports = { ...defaultPorts, 'wallet-service': 18080 }
  expect(targetFiles(options({ fleet: [own, other], ports }))['services.yml']).toEqual([
    {
      targets: ['127.0.0.1:18080'],
      labels: { job: 'wallet-service', service: 'wallet', __scheme__: 'http', __metrics_path__: '/metrics' },
    },
    {
      targets: ['orders.example:443'],
      labels: { job: 'orders', service: 'orders', __scheme__: 'https', __metrics_path__: '/shop/metrics' },
    },
  ])
})

test('a rehearsal has other rules, and scrapes and evaluates each second', async () => {
  await rules('wallet', rule('sum by (up'))
  const rehearsedRules = join(directory, 'rehearsed')
  await mkdir(join(rehearsedRules, 'wallet'), { recursive: true })
  await writeFile(join(rehearsedRules, 'wallet/slo.rules.yml'), rule('up'))
  expect(await check({ rehearsedRules })).toContain('SUCCESS: 1 rules found')
  const text = await readFile(join(directory, 'stack/prometheus/prometheus.yml'), 'utf8')
  expect(text.match(/(interval|timeout): .*/g)).toEqual(['interval: 1s', 'timeout: 1s', 'interval: 1s'])
  expect(everySecond('global: { scrape_interval: 15s, evaluation_interval: 1m } # all')).toBe(
    'global: { scrape_interval: 1s, evaluation_interval: 1s } # all',
  )
})
