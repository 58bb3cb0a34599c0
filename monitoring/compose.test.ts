import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ajv2020 from 'ajv/dist/2020.js'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { fleet } from '../services/index.ts'
import { dataSourceUid, scrapeInterval } from '../src/model/names.ts'
import { targetFiles } from './stack/configuration.ts'
import { retention } from './stack/monitoring-parts.ts'
import { partNames as allParts, defaultPorts } from './stack/parts.ts'
import { portVariable } from './stack/plan.ts'

// Compose has Grafana itself.
const partNames = allParts.filter((name) => name !== 'preview')

const root = join(import.meta.dirname, '..')

interface ComposeService {
  readonly image: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly command?: readonly string[]
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly profiles?: readonly string[]
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly environment?: Readonly<Record<string, string>>
}

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly volumes: Readonly<Record<string, unknown>>
}

/** A reference to a variable, as compose files and Grafana write it. */
function variable(reference: string): string {
  return `$\{${reference}}`
}

function yaml(path: string): unknown {
  return load(readFileSync(join(root, path), 'utf8'))
}

const compose = yaml('docker-compose.yml') as Compose
const services = Object.entries(compose.services)

const schema = JSON.parse(readFileSync(join(root, 'tests/fixtures/compose-spec/compose-spec.json'), 'utf8')) as object
const matchesSchema = new Ajv2020.default({ strict: false, validateFormats: false }).compile(schema)

/** What is wrong with the mounts of a compose file, in words. */
function mountFaults({ services, volumes }: Compose): string[] {
  return Object.entries(services).flatMap(([name, service]) =>
    (service.volumes ?? []).flatMap((mount) => {
      const [source = '', , mode] = mount.split(':')
      if (!source.startsWith('.')) return source in volumes ? [] : [`${name}: volume ${source} is not declared`]
      if (!existsSync(join(root, source))) return [`${name}: ${source} does not exist`]
      return mode === 'ro' ? [] : [`${name}: ${source} can be written`]
    }),
  )
}

function withService(name: string, change: Partial<ComposeService>): Compose {
  const service = compose.services[name]
  if (service === undefined) throw new Error(`no service ${name}`)
  return { ...compose, services: { ...compose.services, [name]: { ...service, ...change } } }
}

describe('docker-compose.yml', () => {
  test('is valid against the schema of the Compose Specification', () => {
    expect(matchesSchema(compose), JSON.stringify(matchesSchema.errors)).toBe(true)
  })

  test.each([
    ['a misspelt key', { helthcheck: {} }],
    ['an unknown condition', { depends_on: { postgres: { condition: 'service_ready' } } }],
    ['ports that are no list', { ports: '8080:8080' }],
  ])('the schema catches %s', (_, fault) => {
    expect(matchesSchema(withService('grafana', fault as unknown as Partial<ComposeService>))).toBe(false)
  })

  test('mounts only what exists in the repository, read-only, and declared volumes', () => {
    expect(mountFaults(compose)).toEqual([])
  })

  test.each([
    ['./monitoring/prometeus.yml:/etc/prometheus/prometheus.yml:ro', 'does not exist'],
    ['./monitoring:/etc/prometheus', 'can be written'],
    ['metrics:/prometheus', 'is not declared'],
  ])('a mount %s is caught', (mount, fault) => {
    expect(mountFaults(withService('prometheus', { volumes: [mount] }))).toContainEqual(expect.stringContaining(fault))
  })

  test('runs the parts of the stack under the same names and ports, and k6 under a profile', () => {
    expect(services.map(([name]) => name).sort()).toEqual([...partNames, 'k6'].sort())
    expect(compose.services['k6']?.profiles).toEqual(['load'])
    for (const name of partNames) {
      const published = `127.0.0.1:${variable(`${portVariable(name)}:-${defaultPorts[name]}`)}:`
      expect(compose.services[name]?.ports, name).toEqual([expect.stringContaining(published)])
    }
  })

  test('pins the version of every image that it does not build', () => {
    for (const [name, { image, build }] of services) if (build === undefined) expect(image, name).toMatch(/:v?\d+\.\d+/)
  })

  test('waits for health wherever a service depends on another, and every service that is waited for tells it', () => {
    for (const [name, service] of services) {
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(condition, `${name} -> ${other}`).toBe('service_healthy')
        expect(compose.services[other]?.healthcheck, other).toBeDefined()
      }
    }
    for (const name of partNames) expect(compose.services[name]?.healthcheck?.test[0], name).toBe('CMD')
  })

  test('commits no password for Grafana', () => {
    expect(compose.services['grafana']?.environment?.['GF_SECURITY_ADMIN_PASSWORD']).toBe(
      variable('GRAFANA_ADMIN_PASSWORD:-'),
    )
  })

  test('keeps samples as long as the stack without Docker', () => {
    expect(compose.services['prometheus']?.command).toContain(`--storage.tsdb.retention.time=${retention}`)
  })
})

describe('wallet/Dockerfile', () => {
  const copies = [...readFileSync(join(root, 'wallet/Dockerfile'), 'utf8').matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
  const copied = [...new Set(copies.flatMap(([, sources = '']) => sources.split(' ')))]
  const sent = readFileSync(join(root, '.dockerignore'), 'utf8').matchAll(/^!(.+)$/gm)

  test('copies what .dockerignore lets through, and nothing else is let through', () => {
    expect([...sent].map(([, path]) => path).sort()).toEqual([...copied].sort())
  })

  test('copies all that the build of the service reads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sidelight-image-'))
    try {
      for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true })
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
      const built = spawnSync(process.execPath, ['scripts/build.mjs', 'wallet'], { cwd: folder, encoding: 'utf8' })
      expect({ code: built.status, stderr: built.stderr }).toEqual({ code: 0, stderr: '' })
      expect(existsSync(join(folder, 'wallet/dist/server.js'))).toBe(true)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('what both stacks mount', () => {
  test('the targets of the containers are those of the definitions, at the containers’ addresses', () => {
    const address = (text: string) =>
      text
        .replace('127.0.0.1:8080', 'wallet-service:8080')
        .replaceAll(/127\.0\.0\.1:90(90|93)/g, (_, port: string) =>
          port === '90' ? 'prometheus:9090' : 'alertmanager:9093',
        )
    const expected = targetFiles({
      directory: root,
      packageDirectory: root,
      fleet,
      ports: defaultPorts,
      ownService: 'wallet',
      webhook: '',
    })
    const folder = 'monitoring/prometheus/targets/compose'
    expect(readdirSync(join(root, folder)).sort()).toEqual(Object.keys(expected).sort())
    for (const [name, groups] of Object.entries(expected)) {
      const relocated = JSON.parse(address(JSON.stringify(groups))) as { labels?: Record<string, string> }[]
      // Plain HTTP is what Prometheus assumes.
      for (const { labels } of relocated) if (labels !== undefined) delete labels['__scheme__']
      expect(yaml(`${folder}/${name}`), name).toEqual(relocated)
    }
  })

  test('Grafana’s data source has the uid that dashboards use, and the scrape interval', () => {
    const { datasources } = yaml('monitoring/grafana/provisioning/datasources/prometheus.yml') as {
      datasources: { uid: string; url: string; jsonData: { timeInterval: string } }[]
    }
    expect(datasources).toMatchObject([
      { uid: dataSourceUid, url: variable('PROMETHEUS_URL'), jsonData: { timeInterval: scrapeInterval } },
    ])
  })

  test('Prometheus scrapes and evaluates at the interval that dashboards assume', () => {
    const { global } = yaml('monitoring/prometheus/prometheus.yml') as { global: Record<string, string> }
    expect(global).toMatchObject({ scrape_interval: scrapeInterval, evaluation_interval: '5s' })
  })

  test('every receiver reads its address from the file that both stacks write', () => {
    const text = readFileSync(join(root, 'generated/alerts/fleet/alertmanager.yml'), 'utf8')
    const files = [...text.matchAll(/url_file: (\S+)/g)].map(([, file]) => file)
    expect(files.length).toBeGreaterThan(0)
    expect(new Set(files)).toEqual(new Set(['webhook_url']))
    expect(compose.services['alertmanager']?.command?.join('')).toContain('> webhook_url;')
  })
})
