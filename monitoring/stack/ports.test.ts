import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort, portState } from './ports.ts'

const { env: environment } = process

test('a free port is free', async () => {
  const port = await freePort()
  expect(await portState(port, environment)).toEqual({ port, isFree: true, owner: undefined })
})

test.each(['127.0.0.1', '0.0.0.0', '::'])(
  'a port that a process holds on %s is taken, and the process is named',
  async (host) => {
    const program = `const s = require('node:net').createServer().listen(0, '${host}', () => console.log(s.address().port))`
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const port = Number(await new Promise((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk)))))
    const state = await portState(port, environment)
    child.kill()
    expect(state).toMatchObject({ port, isFree: false, owner: { pid: child.pid } })
    expect(state.owner?.command).toContain(process.platform === 'linux' ? process.execPath : 'node')
  },
)

test('looking at a port leaves it free', async () => {
  const port = await freePort()
  await portState(port, environment)
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  server.close()
})
