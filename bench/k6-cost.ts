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

/** The transactions of the library's mix, by nothing but k6: same statuses, bodies and references, one series per operation. */
const bare = `
import http from 'k6/http'
export const options = { systemTags: ['name', 'method', 'status', 'expected_response', 'error_code', 'scenario'] }
const base = __ENV.WALLET_SERVICE_URL + '/api/v1/wallets/'
const parameters = (name) => ({ tags: { name }, headers: { 'Content-Type': 'application/json' }, redirects: 0 })
const [get, deposit, withdraw, transfer] = ['get', 'deposit', 'withdraw', 'transfer'].map(parameters)
let made = 0
export default function () {
  const id = 'w-' + Math.floor(Math.random() * 100)
  const share = Math.random() * 100
  const body = () => JSON.stringify({ amount: Math.ceil(Math.random() * 100) / 100, referenceId: 'bare-run-' + __VU + '-' + made++ })
  if (share < 50) http.get(base + id, get)
  else if (share < 75) http.post(base + id + '/deposit', body(), deposit)
  else if (share < 90) http.post(base + id + '/withdraw', body(), withdraw)
  else http.post(base + id + '/transfer', JSON.stringify({ amount: 1, referenceId: 'bare-run-' + __VU + '-' + made++, destinationWalletId: 'w-1' }), transfer)
}
`

/** The same mix by the library, as the scenarios use it. */
const library = (root: string) => `
import { wallet as service } from '${root}/services/wallet.ts'
import { sharedBooks } from '${root}/k6/lib/books.ts'
import { walletClient } from '${root}/k6/lib/client.ts'
import { turn } from '${root}/k6/lib/k6.ts'
import { measuring } from '${root}/k6/lib/profile.ts'
import { seeded, seedOfRun } from '${root}/k6/lib/random.ts'
import { runId } from '${root}/k6/lib/run-id.ts'
import { bookkeeping, promises } from '${root}/k6/lib/thresholds.ts'
import { transact, transactions } from '${root}/k6/lib/wallet-pool.ts'
export const options = { ...measuring, thresholds: { ...promises(service), ...bookkeeping(service) } }
const client = walletClient(service, sharedBooks)
const fresh = runId()
const seed = seedOfRun()
const pool = Array.from({ length: 100 }, (_, index) => ({ id: 'w-' + index, user: 'load-test-x' }))
export default function () {
  transact(client, fresh, pool, transactions, seeded(seed, turn().number))
}
`

/** Answers at once, so that k6 is what is measured. A process of its own. */
const serverText = `
import { createServer } from 'node:http'
const body = JSON.stringify({ id: 'w-1', userId: 'load-test-x', balance: 10.5, status: 'ACTIVE', createdAt: '2026-01-01T00:00:00.000Z' })
createServer((request, response) => {
  request.resume()
  const made = request.method === 'POST'
  response.writeHead(made ? 201 : 200, { 'content-type': 'application/json', 'content-length': body.length, ...(made ? { location: '/api/v1/wallets/w-1' } : {}) })
  response.end(body)
}).listen(Number(process.argv[2]), '127.0.0.1', () => process.stdout.write('ready'))
`

/** Microseconds of CPU that k6 took for a request, its start left out. */
async function cost(k6: string, script: string, url: string, iterations: number): Promise<number> {
  const run = async (count: number) => {
    const timed = ['-c', 'times=$( { "$@" >/dev/null 2>/dev/null; times; } 2>&1 ); echo "$times"', 'sh', k6]
    const options = ['run', '--quiet', '--no-usage-report', '--vus', '10', '--iterations', String(count), script]
    const { stdout } = await promisify(execFile)('sh', [...timed, ...options], {
      env: { ...process.env, WALLET_SERVICE_URL: url, SIDELIGHT_SUMMARY: '/dev/null' },
    })
    // The second line of `times` is what the children took: user and system.
    const children = stdout.trim().split('\n').at(-1) ?? ''
    return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
      (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
      0,
    )
  }
  const start = await run(10)
  return (((await run(iterations)) - start) / (iterations - 10)) * 1e6
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
