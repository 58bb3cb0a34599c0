// What rules have recorded over an invented history: told from the newest hour, as if every hour had been like it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importHistory, seriesText, startPrometheus, writeHistory } from './prometheus.mjs'
import { stepsOfAnHour } from './wallet-counters.mjs'

/** Whether a rule looks back at what another has recorded; of the rest, the newest hour is enough. */
function isReadBack(name, rules) {
  const pattern = new RegExp(`(^|[^\\w:])${name}(\\{[^}]*\\})?(\\[| offset)|timestamp\\(${name}`)
  return rules.some(({ expr }) => pattern.test(expr))
}

/** What a running total adds at an evaluation: it refers to what it was a moment ago, of which nothing is left here. */
function addition({ record, expr }) {
  const before = `last_over_time(${record}[5m] offset 1s)`
  return expr.replaceAll(before, `0 * ${before}`)
}

/** The values of a rule in the newest hour, as { labels, hour }: those of a running total are what it adds. */
async function newestHour(prometheus, { record, expr, labels: added, isTotal }, { end, interval }) {
  const period = stepsOfAnHour(interval)
  const range = { start: end - period * interval, end, step: interval }
  const { result } = await prometheus.queryRange(addition({ record, expr }), range)
  return result.map(({ metric, values: samples }) => {
    const { __name__: _, ...pairs } = { ...metric, ...added }
    // In one order, so that what two files record alike is one series.
    const labels = Object.fromEntries(Object.entries(pairs).sort())
    const hour = Array.from({ length: period + 1 })
    for (const [time, value] of samples) hour[Math.round((time - range.start) / interval)] = Number(value)
    if (isTotal) for (let step = 1; step <= period; step += 1) hour[step] += hour[step - 1]
    return { labels, hour }
  })
}

/**
 * What the recording rules give when nothing but raw series and what others recorded is there. It repeats what it was in the
 * newest hour; counts and totals go on from hour to hour.
 */
async function recordedSeries(prometheus, rules, history) {
  const period = stepsOfAnHour(history.interval)
  const found = new Map()
  for (const rule of rules.filter(({ record }) => record !== undefined)) {
    const isTotal = addition(rule) !== rule.expr
    for (const { labels, hour } of await newestHour(prometheus, { ...rule, isTotal }, history))
      found.set(JSON.stringify([rule.record, labels]), { name: rule.record, labels, hour, isTotal })
  }
  return [...found.values()].map(({ name, labels, hour, isTotal }) => {
    const growth = isTotal || /count/.test(name) ? hour[period] - hour[0] : 0
    return {
      name,
      labels,
      hour,
      isBrief: !isReadBack(name, rules),
      value: (step) => {
        const ago = history.steps - 1 - step
        const then = hour[period - (ago % period)]
        return then === undefined ? undefined : then - Math.floor(ago / period) * growth
      },
    }
  })
}

/** What was recorded only while other series were missing is one sample, at the beginning of the history. */
function recordedAtFirst(earlier, entries) {
  const present = new Set(entries.map(({ name, labels }) => seriesText(name, labels)))
  return [...earlier]
    .filter(([text]) => !present.has(text))
    .map(([, { name, labels, hour }]) => {
      const first = hour.find((each) => each !== undefined)
      return { name, labels, value: (step) => (step === 0 ? first : undefined) }
    })
}

/** The whole history of what is read back, the newest hour of the rest. */
function cut(entries, { steps, interval }) {
  const oldest = steps - stepsOfAnHour(interval)
  return entries.map((entry) =>
    entry.isBrief ? { ...entry, value: (step) => (step < oldest ? undefined : entry.value(step)) } : entry,
  )
}

/**
 * All series that rules read, the `raw` ones among them, as { name, labels, value: (step) => number | undefined }. Rules read
 * what other rules record, so as many rounds as there are levels. `history` is { start, end, steps, interval } in seconds since
 * 1970, `programs` has the paths of `prometheus` and `promtool`.
 */
export async function historyOf({ raw, rules, history, programs }) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-rules-'))
  const { steps, interval, end } = history
  const length = 3 * stepsOfAnHour(interval) + 1
  const newest = { start: end - (length - 1) * interval, steps: length, interval }
  try {
    let entries = raw
    const earlier = new Map()
    for (let state = '', round = 1; state !== JSON.stringify(entries); round += 1) {
      if (round > 40) throw new Error('What the rules record depends on itself: after 40 rounds it still changes.')
      state = JSON.stringify(entries)
      rmSync(join(folder, 'data'), { recursive: true, force: true })
      const text = join(folder, 'history.txt')
      const late = entries.map((entry) => ({ ...entry, value: (step) => entry.value(steps - length + step) }))
      await writeHistory(text, late, newest)
      importHistory(programs.promtool, text, join(folder, 'data'))
      const prometheus = await startPrometheus(programs.prometheus, folder)
      const recorded = await recordedSeries(prometheus, rules, history)
      for (const entry of recorded) earlier.set(seriesText(entry.name, entry.labels), entry)
      entries = [...raw, ...recorded]
      await prometheus.stop()
    }
    return cut([...entries, ...recordedAtFirst(earlier, entries)], history)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
