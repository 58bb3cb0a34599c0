import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parser } from '@prometheus-io/lezer-promql'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { fleet } from '../../services/index.ts'
import { wallet } from '../../services/wallet.ts'
import type { Fleet } from '../../src/model/service.ts'
import { alerts } from '../index.ts'
import type { RuleGroup } from '../rules.ts'
import { unusual, withoutHistogram } from '../testing/fleets.ts'
import { runbooks } from './index.ts'

interface RaisedAlert {
  readonly alert: string
  readonly url: string
}

/** Every alert of a fleet with the runbook that it names, one for each service that can raise it. */
function alertsOf(services: Fleet): readonly RaisedAlert[] {
  const groups = alerts(services)
    .filter(({ path }) => path.endsWith('.rules.yml'))
    .flatMap(({ body }) => (load(body) as { groups: RuleGroup[] }).groups)
  return groups
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => {
      if (!('alert' in rule)) return []
      const url = rule.annotations['runbook_url'] ?? ''
      const names = url.includes('$labels') ? services.map(({ name }) => name) : ['']
      return names.map((name) => ({ alert: rule.alert, url: url.replace(/\{\{ *\$labels\.service *\}\}/g, name) }))
    })
}

function queriesIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/```promql\n([\s\S]*?)\n```/g)].map(([, query = '']) => query)
}

function syntaxErrors(query: string): number {
  let errors = 0
  parser.parse(query).iterate({
    enter({ type }) {
      if (type.isError) errors += 1
    },
  })
  return errors
}

const services: Fleet = [wallet, unusual, withoutHistogram]
const written = runbooks(services)

describe('runbooks', () => {
  it('are where every alert of every service says', () => {
    const raised = alertsOf(services)
    expect(raised.length).toBeGreaterThan(20)
    const paths = new Set(written.map(({ path }) => path))
    expect(raised.filter(({ url }) => !paths.has(url))).toEqual([])
    for (const { alert, url } of raised) expect(url.endsWith(`/${alert}.md`)).toBe(true)
  })

  it('of this repository are committed', () => {
    const missing = alertsOf(fleet).filter(({ url }) => !existsSync(join(import.meta.dirname, '../..', url)))
    expect(missing).toEqual([])
  })

  it('hold queries that Prometheus’ grammar takes', () => {
    const queries = written.flatMap(({ body }) => queriesIn(body))
    expect(queries.length).toBeGreaterThan(100)
    expect(queries.filter((query) => syntaxErrors(query) > 0)).toEqual([])
    expect(syntaxErrors('sum by (up')).toBeGreaterThan(0)
  })

  it('hold a query each, and what to do first', () => {
    for (const { path, body } of written.filter(({ path: file }) => !file.endsWith('README.md'))) {
      expect(queriesIn(body).length, path).toBeGreaterThan(0)
      expect(body, path).toContain('## First\n\n1. ')
    }
  })

  it('name the usual causes: refusals by cause, garbage collection, the pool, the service down, the network', () => {
    const page = written.find(({ path }) => path === 'generated/runbooks/wallet/ErrorBudgetBurnsFast.md')?.body ?? ''
    for (const cause of [
      'HTTP 400: the payload does not pass validation',
      'HTTP 404: ids that do not exist',
      'Business rules refuse (400 or 409)',
      'Garbage collection',
      'Connection pool exhausted',
      'The process has ended, or does not start',
      'Network',
    ])
      expect(page).toContain(`### ${cause}\n`)
  })
})
