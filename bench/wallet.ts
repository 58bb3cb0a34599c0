// What the reference service does in a second, and what a request costs: CPU of the service, of its database and of the
// generator, and round trips to the database. A real PostgreSQL, durable commits, keep-alive connections.
import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { freePort } from '../monitoring/stack/ports.ts'
import { startPostgres } from '../monitoring/stack/postgres.ts'
import { cacheDirectory } from '../monitoring/tools/cache.ts'
import { cpuSecondsOf } from '../src/clients/process-time.ts'
import { type CountingWay, countingWayTo } from './round-trips.ts'
import type { LoadAnswer, LoadOrder } from './wallet-load.ts'

interface Bench {
  readonly databaseUrl: string
  readonly databasePid: number
  readonly wallets: readonly string[]
  readonly generator: string
  readonly server: string
}

interface Measured extends LoadAnswer {
  readonly name: string
  readonly serviceCpuSeconds: number
  readonly databaseCpuSeconds: number
}

const mixes = {
  mix: { get: 50, deposit: 25, withdraw: 15, transfer: 10 },
  get: { get: 100, deposit: 0, withdraw: 0, transfer: 0 },
} as const

async function startService(server: string, databaseUrl: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [server], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', PORT: '0', DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.on('exit', () => child.kill('SIGKILL'))
  let said = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    said += chunk
    const port = /listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1]
    if (port !== undefined && said.includes('ready')) return { child, port: Number(port) }
  }
  throw new Error(`the service does not start: ${said}`)
}

/** CPU seconds of PostgreSQL and its backends so far. */
async function databaseCpu(pid: number): Promise<number> {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const family = lines.flatMap((line) => {
    const [own, parent] = line.trim().split(/\s+/).map(Number)
    return own === pid || parent === pid ? [own ?? 0] : []
  })
  const seconds = await Promise.all(family.map((each) => cpuSecondsOf(each)))
  return seconds.reduce<number>((sum, each) => sum + (each ?? 0), 0)
}

async function createWallets(port: number, count: number): Promise<string[]> {
  const base = `http://127.0.0.1:${port}/api/v1/wallets`
  const post = async (path: string, body: object) => {
    const answer = await fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as { id: string }
  }
  const wallets: string[] = []
  while (wallets.length < count) {
    const made = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const { id } = await post('', { userId: 'bench' })
        await post(`/${id}/deposit`, { amount: 1_000_000, referenceId: 'opening' })
        return id
      }),
    )
    wallets.push(...made)
  }
  return wallets
}

async function heldCents(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ sum: string }>('select sum(balance) from wallets')
  await client.end()
  return Number(rows[0]?.sum ?? Number.NaN)
}

function generated(generator: string, order: LoadOrder): Promise<LoadAnswer> {
  const child = fork(generator, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  process.once('exit', () => child.kill('SIGKILL'))
  return new Promise((resolve, reject) => {
    child.once('message', (answer: LoadAnswer) => {
      resolve(answer)
      child.kill()
    })
    child.once('exit', (code) => reject(new Error(`the generator ended with ${code}`)))
    child.send(order)
  })
}

/** One load, measured after a warm-up. Throws where the money does not add up: speed without exactness is worth nothing. */
async function measured(
  bench: Bench,
  service: { child: ChildProcess; port: number },
  name: keyof typeof mixes,
  { connections, seconds, warmUp }: { connections: number; seconds: number; warmUp: number },
): Promise<Measured> {
  const order = (length: number): LoadOrder => ({
    port: service.port,
    connections,
    seconds: length,
    mix: mixes[name],
    wallets: bench.wallets,
    run: `${Date.now().toString(36)}${Math.floor(Math.random() * 2 ** 30).toString(36)}`,
  })
  if (warmUp > 0) await generated(bench.generator, order(warmUp))
  const cpu = async () => [
    (await cpuSecondsOf(service.child.pid ?? 0)) ?? Number.NaN,
    await databaseCpu(bench.databasePid),
  ]
  const heldBefore = await heldCents(bench.databaseUrl)
  const [service0 = 0, database0 = 0] = await cpu()
  const answer = await generated(bench.generator, order(seconds))
  const [service1 = 0, database1 = 0] = await cpu()
  const grown = (await heldCents(bench.databaseUrl)) - heldBefore
  if (grown !== answer.movedCents)
    throw new Error(`the wallets hold ${grown} cents more, and ${answer.movedCents} were moved in`)
  return { ...answer, name, serviceCpuSeconds: service1 - service0, databaseCpuSeconds: database1 - database0 }
}

async function roundTrips(bench: Bench, connections: number): Promise<number> {
  const way: CountingWay = await countingWayTo(bench.databaseUrl)
  const service = await startService(bench.server, way.url)
  try {
    // Until all connections are there: opening one takes round trips of its own.
    await measured(bench, service, 'mix', { connections, seconds: 1, warmUp: 0 })
    const before = way.roundTrips()
    const { requests } = await measured(bench, service, 'mix', { connections, seconds: 3, warmUp: 0 })
    return (way.roundTrips() - before) / requests
  } finally {
    service.child.kill()
    way.close()
  }
}

function line(run: Measured): string {
  const perRequest = (seconds: number) => `${((seconds / run.requests) * 1e6).toFixed(0)} us`.padStart(9)
  const rate = (run.requests / run.seconds).toFixed(0)
  const latency = [run.p50, run.p95, run.p99].map((value) => value.toFixed(1).padStart(7)).join('')
  const cpu = [run.serviceCpuSeconds, run.databaseCpuSeconds, run.cpuSeconds].map(perRequest).join('')
  const all = run.serviceCpuSeconds + run.databaseCpuSeconds + run.cpuSeconds
  // What the machine would do were nothing else on it: the CPU of all three is all that a request takes of it.
  const possible = Math.floor((availableParallelism() * run.requests) / all)
  const odd = Object.entries(run.unexpected).map(([status, count]) => `  ${count} x ${status}`)
  return `${run.name.padEnd(5)}${rate.padStart(8)}/s${latency}${cpu}${perRequest(all)}${`${possible}/s`.padStart(12)}${odd.join('')}`
}

/** Runs the benchmark: `--seconds`, `--warm-up`, `--connections`, `--get-connections`, `--json`. */
export async function main(
  words: readonly string[],
  { repository, folder }: { readonly repository: string; readonly folder: string },
): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      seconds: { type: 'string', default: '15' },
      'warm-up': { type: 'string', default: '5' },
      connections: { type: 'string', default: '32' },
      'get-connections': { type: 'string', default: '16' },
      json: { type: 'boolean', default: false },
    },
  })
  const times = { seconds: Number(values.seconds), warmUp: Number(values['warm-up']) }
  const cache = cacheDirectory(process.env)
  await mkdir(cache, { recursive: true })
  const dataDirectory = await mkdtemp(join(cache, 'bench-wallet-'))
  await chmod(dataDirectory, 0o755)
  const say = (text: string) => void process.stderr.write(`${text}\n`)
  say('starting PostgreSQL with durable commits, and the service')
  const database = await startPostgres({ cacheDirectory: cache, dataDirectory, port: await freePort() })
  try {
    const server = join(repository, 'wallet/dist/server.js')
    const service = await startService(server, database.url)
    const bench: Bench = {
      databaseUrl: database.url,
      databasePid: database.pid,
      wallets: await createWallets(service.port, 1_000),
      generator: join(folder, 'wallet-load.mjs'),
      server,
    }
    say(`mix: ${times.warmUp} s to warm up, ${times.seconds} s measured`)
    const mix = await measured(bench, service, 'mix', { ...times, connections: Number(values.connections) })
    say(`get: the same`)
    const get = await measured(bench, service, 'get', { ...times, connections: Number(values['get-connections']) })
    service.child.kill()
    say('round trips: through a proxy that counts them')
    const trips = await roundTrips(bench, Number(values.connections))
    const machine = `${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}, PostgreSQL ${database.version}`
    if (values.json)
      process.stdout.write(`${JSON.stringify({ machine, runs: [mix, get], roundTripsPerRequest: trips }, null, 2)}\n`)
    else
      process.stdout.write(
        `${machine}\nmix: 50% get, 25% deposit, 15% withdraw, 10% transfer; ${values.connections} connections, get alone ${values['get-connections']}\n\n` +
          '                  latency, ms           CPU of a request                    all cores\n' +
          '          rate    P50    P95    P99  service database generator   all       free\n' +
          `${line(mix)}\n${line(get)}\n\n${trips.toFixed(3)} round trips to the database for a request of the mix; the money of every movement was found.\n`,
      )
    return 0
  } finally {
    await database.stop()
    await rm(dataDirectory, { recursive: true, force: true })
  }
}
