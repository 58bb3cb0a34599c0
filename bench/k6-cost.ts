// What a request of the load library costs k6, beside a bare script that sends the same unique bodies: CPU of the k6
// process, taken in turns so that whatever else the machine does meets both.
import { execFile, spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { freePort } from '../monitoring/stack/ports.ts'
import { cacheDirectory } from '../monitoring/tools/cache.ts'
import { ensureTool } from '../monitoring/tools/tools.ts'
import { bundleScenario } from '../src/clients/k6-bundle.ts'

// Of a run, `--vus` and `--iterations` would replace the scenario that the library's own script looks for.
const scenarios = `{ arrivals: { executor: 'shared-iterations', vus: 10, iterations: Number(__ENV.ITERATIONS), maxDuration: '1h' } }`

/** The requests of `smoke`, by nothing but k6: same operations, statuses, unique bodies, tags, statistics. */
const bare = `
import http from 'k6/http'
export const options = {
  scenarios: ${scenarios},
  maxRedirects: 0,
  systemTags: ['name', 'method', 'status', 'expected_response', 'error_code', 'check'],
  summaryTrendStats: ['avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max', 'count'],
}
const wallets = __ENV.WALLET_SERVICE_URL + '/api/v1/wallets'
const users = __ENV.WALLET_SERVICE_URL + '/api/v1/users/load-test-x/wallets'
const parameters = (name) => ({ tags: { name }, headers: { 'Content-Type': 'application/json' } })
const get = parameters('get')
const balance = parameters('balance')
const deposit = parameters('deposit')
const withdraw = parameters('withdraw')
const userWallets = parameters('user-wallets')
const historical = parameters('historical-balance')
const transfer = parameters('transfer')
const create = parameters('create')
let made = 0
const fresh = () => 'bare-run-' + __VU + '-' + made++
const amount = () => Math.ceil(Math.random() * 100) / 100
export default function () {
  const wallet = wallets + '/w-' + Math.floor(Math.random() * 50)
  const share = Math.random() * 100
  if (share < 25) http.get(wallet, get)
  else if (share < 40) http.get(wallet + '/balance', balance)
  else if (share < 55) http.post(wallet + '/deposit', JSON.stringify({ amount: amount(), referenceId: fresh() }), deposit)
  else if (share < 65) http.post(wallet + '/withdraw', JSON.stringify({ amount: amount(), referenceId: fresh() }), withdraw)
  else if (share < 75) http.get(users, userWallets)
  else if (share < 85) http.get(wallet + '/balance/historical?timestamp=' + encodeURIComponent(new Date().toISOString()), historical)
  else if (share < 93) http.post(wallet + '/transfer', JSON.stringify({ amount: amount(), referenceId: fresh(), destinationWalletId: 'w-1' }), transfer)
  else http.post(wallets, JSON.stringify({ userId: 'load-test-' + fresh() }), create)
}
`

/** `smoke` itself, as `sidelight load` runs it, at the same rate as the bare script: as fast as it can. */
const library = (root: string) => `
import { wallet as service } from '${root}/services/wallet.ts'
import { arrivals } from '${root}/k6/lib/arrivals.ts'
const load = arrivals(service, 'smoke')
export const options = { ...load.options, scenarios: ${scenarios} }
export const setup = load.setup
export const teardown = load.teardown
export default load.iterate
`

/** Answers at once, so that k6 is what is measured, and tells how many it has answered. A process of its own. */
const serverText = `
import { createServer } from 'node:http'
const body = JSON.stringify({ id: 'w-1', userId: 'load-test-x', balance: 10.5, status: 'ACTIVE', createdAt: '2026-01-01T00:00:00.000Z' })
let answered = 0
createServer((request, response) => {
  request.resume()
  if (request.url === '/answered') return void response.end(String(answered))
  answered += 1
  const made = request.method === 'POST'
  response.writeHead(made ? 201 : 200, { 'content-type': 'application/json', 'content-length': body.length, ...(made ? { location: '/api/v1/wallets/w-1' } : {}) })
  response.end(body)
}).listen(Number(process.argv[2]), '127.0.0.1', () => process.stdout.write('ready'))
`

/** A run of k6: microseconds of its CPU, user and system, and how many requests the server answered. */
async function measured(k6: string, script: string, url: string, iterations: number) {
  const answered = async () => Number(await (await fetch(`${url}/answered`)).text())
  const before = await answered()
  const timed = ['-c', 'times=$( { "$@" >/dev/null; times; } ); echo "$times"', 'sh', k6]
  const { stdout } = await promisify(execFile)('sh', [...timed, 'run', '--quiet', '--no-usage-report', script], {
    env: { ...process.env, WALLET_SERVICE_URL: url, SIDELIGHT_SUMMARY: '/dev/null', ITERATIONS: String(iterations) },
  })
  // The second line of `times` is what the children took: user and system.
  const children = stdout.trim().split('\n').at(-1) ?? ''
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  )
  return { cpu: seconds.reduce((sum, part) => sum + part, 0) * 1e6, requests: (await answered()) - before }
}

/** Microseconds of CPU that k6 took for a request that was answered; its start, set-up and tear-down are left out. */
async function cost(k6: string, script: string, url: string, iterations: number): Promise<number> {
  const start = await measured(k6, script, url, 10)
  const whole = await measured(k6, script, url, iterations + 10)
  if (whole.requests - start.requests !== iterations)
    throw new Error(`${script} sent ${whole.requests - start.requests} requests for ${iterations}`)
  return (whole.cpu - start.cpu) / iterations
}

const median = (values: readonly number[]) =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

/** Runs the benchmark: `--requests` for each run, `--rounds`, `--json`. */
export async function main(
  words: readonly string[],
  { repository, folder }: { readonly repository: string; readonly folder: string },
): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      requests: { type: 'string', default: '20000' },
      rounds: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  })
  const { path: k6 } = await ensureTool('k6', {
    environment: process.env,
    cacheDirectory: cacheDirectory(process.env),
    progress: (line) => process.stderr.write(`${line}\n`),
  })
  await writeFile(join(folder, 'server.mjs'), serverText)
  await writeFile(join(folder, 'bare.js'), bare)
  const scenarios = join(folder, 'k6', 'scenarios')
  await mkdir(scenarios, { recursive: true })
  await writeFile(join(scenarios, 'library.ts'), library(repository))
  await bundleScenario('library', { directory: folder, packageRoot: repository }, join(folder, 'library.js'))
  const port = await freePort()
  const server = spawn(process.execPath, [join(folder, 'server.mjs'), String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.on('exit', () => server.kill('SIGKILL'))
  await new Promise((done) => server.stdout.once('data', done))
  const url = `http://127.0.0.1:${port}`
  const costs: { bare: number[]; library: number[] } = { bare: [], library: [] }
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const name of ['bare', 'library'] as const)
      costs[name].push(await cost(k6, join(folder, `${name}.js`), url, Number(values.requests)))
    process.stderr.write(
      `round ${round}: bare ${costs.bare.at(-1)?.toFixed(0)} us, library ${costs.library.at(-1)?.toFixed(0)} us\n`,
    )
  }
  server.kill('SIGKILL')
  const [one, other] = [median(costs.bare), median(costs.library)]
  const result = { bareMicroseconds: one, libraryMicroseconds: other, factor: other / one }
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`)
  else
    process.stdout.write(
      `CPU of k6 for a request, median of ${values.rounds} rounds of ${values.requests} requests\n` +
        `bare script      ${one.toFixed(0).padStart(6)} us\n` +
        `load library     ${other.toFixed(0).padStart(6)} us\n` +
        `factor           ${(other / one).toFixed(2).padStart(6)}\n`,
    )
  return 0
}
