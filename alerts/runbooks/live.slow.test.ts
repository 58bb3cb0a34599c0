import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { prometheusClient } from '../../src/clients/prometheus.ts'
import { records } from '../../src/model/names.ts'
import { ScratchRepository } from '../../tests/support/scratch-repository.ts'

// The stack under a load that fails one request in twenty: whoever follows a runbook then must see something in each query.

let scratch: ScratchRepository

beforeAll(async () => {
  scratch = await ScratchRepository.create(Object.values(inject('tools')))
  const up = await scratch.run('stack', 'up')
  if (up.code !== 0) throw new Error(up.stderr)
  const stack = join(scratch.directory, '.sidelight/stack')
  await mkdir(stack, { recursive: true })
  await writeFile(join(stack, 'faults'), 'errors=5%')
  const { stdout, stderr } = await scratch.run('load', 'load-test-basic', '--duration', '20s')
  if (!stdout.startsWith('BROKEN')) throw new Error(`the load met no faults: ${stdout}${stderr}`)
})

afterAll(() => scratch.remove())

async function queries(): Promise<readonly { readonly runbook: string; readonly query: string }[]> {
  const folder = join(scratch.directory, 'generated/runbooks')
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.md'))
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const),
  )
  return texts.flatMap(([runbook, text]) =>
    [...text.matchAll(/```promql\n([\s\S]*?)\n```/g)].map(([, query = '']) => ({ runbook, query })),
  )
}

it('every query of every runbook has data while the service fails', async () => {
  const client = prometheusClient({ url: scratch.prometheusUrl })
  const asked = await queries()
  expect(asked.length).toBeGreaterThan(50)
  const answers = new Map<string, number>()
  for (const { query } of asked) if (!answers.has(query)) answers.set(query, (await client.query(query)).length)
  // After a minute of history every budget is overspent: nothing is left that could last.
  const withoutAnswer = asked.filter(({ query }) => answers.get(query) === 0 && !query.includes(records.budgetLasts))
  expect(withoutAnswer).toEqual([])
})

it('the error budgets are told, and a policy of a month stops nothing after a minute', async () => {
  const { code, stdout } = await scratch.run('slo', 'budget')
  expect(stdout).toMatch(/^wallet +availability +99\.9% 30d +-[\d.]+% +\d+ +spent +<?0\.\d+% +ok$/m)
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  expect(code).toBe(0)
})
