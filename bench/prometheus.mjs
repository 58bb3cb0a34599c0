// A Prometheus over invented history: OpenMetrics text becomes blocks, and a server on a free port of this machine reads
// them. For benchmarks alone.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** `metric{label="value"}` of a label set. */
export function seriesText(name, labels) {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`)
  return `${name}{${pairs.join(',')}}`
}

/** Writes series as OpenMetrics: `entries` are { name, labels, value: (step) => number | undefined, from?: step }. */
export async function writeHistory(path, entries, { start, steps, interval }) {
  const out = createWriteStream(path)
  const byName = new Map()
  for (const entry of entries) byName.set(entry.name, [...(byName.get(entry.name) ?? []), entry])
  for (const [name, group] of byName) {
    out.write(`# TYPE ${name} unknown\n`)
    for (const { labels, value } of group) {
      const head = seriesText(name, labels)
      let lines = ''
      for (let step = 0; step < steps; step += 1) {
        const sample = value(step)
        if (sample !== undefined) lines += `${head} ${sample} ${start + step * interval}\n`
        if (lines.length > 1 << 20) {
          if (!out.write(lines)) await once(out, 'drain')
          lines = ''
        }
      }
      out.write(lines)
    }
  }
  out.end('# EOF\n')
  await once(out, 'close')
}

/** Turns OpenMetrics text into blocks of a data folder, as large as Prometheus makes them where it keeps a month. */
export function importHistory(promtool, text, data) {
  const { status, stderr, error } = spawnSync(
    promtool,
    ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', '--max-block-duration=54h', text, data],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  )
  if (error) throw error
  if (status !== 0) throw new Error(`promtool could not import the history: ${stderr}`)
}

async function freePort() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function answerTo(url, path, parameters) {
  const body = new URLSearchParams(parameters)
  const answer = await (await fetch(`${url}/api/v1/${path}`, { method: 'POST', body })).json()
  if (answer.status !== 'success') throw new Error(`${answer.error}\n${parameters.query}`)
  return answer.data
}

/**
 * Starts Prometheus over the folder `data`. Without `rules` (a file in the folder) it evaluates nothing by itself, without
 * `target` (host:port, whose metrics bring their own job and instance) it scrapes nothing.
 */
export async function startPrometheus(program, folder, { rules, every = '1h', target } = {}) {
  const port = await freePort()
  const configuration = {
    global: { evaluation_interval: every, scrape_interval: '5s' },
    rule_files: rules === undefined ? [] : [rules],
    scrape_configs:
      target === undefined ? [] : [{ job_name: 'bench', honor_labels: true, static_configs: [{ targets: [target] }] }],
  }
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(configuration))
  const child = spawn(
    program,
    [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      '--storage.tsdb.retention.time=10y',
      '--query.max-samples=500000000',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const url = `http://127.0.0.1:${port}`
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Prometheus ended with ${child.exitCode}`)
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined)
    if (answer?.ok) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return {
    url,
    /** CPU time of the process so far, in milliseconds. */
    cpu() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ')
      return (Number(fields[11]) + Number(fields[12])) * 10
    },
    query: (expression, time) => answerTo(url, 'query', { query: expression, time, stats: 'all' }),
    queryRange: (expression, range) => answerTo(url, 'query_range', { query: expression, ...range }),
    /** How many rules it has evaluated so far. */
    async ruleEvaluations() {
      const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n')
      return lines
        .filter((line) => line.startsWith('prometheus_rule_evaluations_total{'))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
    },
    /** Milliseconds that each rule took when it was evaluated last, in the order of the file: { name, milliseconds }. */
    async ruleTimes() {
      const { data } = await (await fetch(`${url}/api/v1/rules`)).json()
      return data.groups.flatMap(({ rules }) =>
        rules.map(({ name, evaluationTime }) => ({ name, milliseconds: evaluationTime * 1000 })),
      )
    },
    async stop() {
      child.kill()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
