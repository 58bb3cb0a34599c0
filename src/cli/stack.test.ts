import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ExitCode } from '../model/failure.ts'
import type { Context } from './context.ts'
import { askedPorts, stackCommand } from './stack.ts'
import { table } from './table.ts'

let directory: string
let output: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sidelight-cli-stack-'))
})

afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
})

function contextWith(environment: Context['environment'] = {}): Context {
  output = ''
  const write = (text: string) => {
    output += text
  }
  const stream = { write, isTerminal: false, columns: 80 }
  const cache = { SIDELIGHT_CACHE: join(directory, 'cache') }
  const interrupted = new AbortController().signal
  return { directory, environment: { ...cache, ...environment }, stdout: stream, stderr: stream, interrupted }
}

async function stack(...words: string[]): Promise<ExitCode | undefined> {
  let code: ExitCode | undefined
  const command = stackCommand(contextWith(), (result) => {
    code = result
  })
  for (const child of [command, ...command.commands])
    child.exitOverride().configureOutput({ writeErr: () => undefined })
  await command.parseAsync(words, { from: 'user' })
  return code
}

test('a port comes from the option, else from the environment, else from nobody', () => {
  const context = contextWith({ SIDELIGHT_PORT_PROMETHEUS: '1', SIDELIGHT_PORT_WALLET_SERVICE: '2' })
  expect(askedPorts({ portPrometheus: 3 }, context)).toEqual({ prometheus: 3, 'wallet-service': 2 })
})

test.each(['http', '0', '70000', '80 80'])('SIDELIGHT_PORT_GRAFANA=%s is refused by name', (text) => {
  expect(() => askedPorts({}, contextWith({ SIDELIGHT_PORT_GRAFANA: text }))).toThrow(
    `SIDELIGHT_PORT_GRAFANA is "${text}"`,
  )
})

test.each([
  [['up', '--port-prometheus', 'abc'], /whole number from 1 to 65535/],
  [['logs', 'mysql'], /The parts are postgres, prometheus/],
  [['logs', '--lines', 'many'], /Give a whole number/],
])('%j is refused in words', async (words, message) => {
  await expect(stack(...words)).rejects.toThrow(message)
})

test('where nothing was ever started, status ends with 1 and says what to type, and down has nothing to do', async () => {
  expect(await stack('status')).toBe(1)
  expect(output).toBe('The stack is not up. Start it with: npx sidelight stack up\n')
  expect(await stack('status', '--json')).toBe(1)
  expect(JSON.parse(output)).toEqual({ parts: [] })
  expect(await stack('down')).toBe(0)
  expect(output).toBe('Nothing was running.\n')
  expect(await stack('logs')).toBe(0)
  expect(output).toBe('Nothing was started here yet: there is no log. Start the stack with: sidelight stack up\n')
})

test('a table is as wide as its cells, without trailing spaces', () => {
  expect(
    table([
      ['a', 'bcd'],
      ['ef', ''],
    ]),
  ).toBe('a   bcd\nef\n')
})
