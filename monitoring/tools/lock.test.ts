import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOf } from '../stack/identity.ts'
import { withLock } from './lock.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidelight-lock-'))
  file = join(folder, 'lock')
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

test('one works at a time, and the lock is gone afterwards', async () => {
  let inside = 0
  let most = 0
  const work = async () => {
    inside += 1
    most = Math.max(most, inside)
    await new Promise((resolve) => setTimeout(resolve, 20))
    inside -= 1
  }
  await Promise.all([withLock(file, work), withLock(file, work), withLock(file, work)])
  expect(most).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

test('a failure of the work releases the lock', async () => {
  await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withLock(file, async () => 'again')).toBe('again')
})

test('the lock of a process that died is taken over', async () => {
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  await writeFile(file, `${child.pid} ${startOf(child.pid ?? 0)}\n`)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await withLock(file, async () => 'mine')).toBe('mine')
})

test('so is that of a process whose number another one has now', async () => {
  await writeFile(file, `${process.pid} of another time\n`)
  expect(await withLock(file, async () => 'mine')).toBe('mine')
})

test('a living holder is waited for, told once, until the wait is interrupted', async () => {
  await writeFile(file, `${process.pid} ${startOf(process.pid)}\n`)
  const interruption = new AbortController()
  const told: number[] = []
  const waiting = (pid: number) => {
    told.push(pid)
    setTimeout(() => interruption.abort(), 300)
  }
  const wait = withLock(file, async () => 'never', { waiting, interrupted: interruption.signal })
  await expect(wait).rejects.toMatchObject({ name: 'Failure', code: 130 })
  expect(told).toEqual([process.pid])
  expect(await readdir(folder)).toEqual(['lock'])
})
