import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startOf } from '../stack/identity.ts'
import { cachedPath, estimate, type ToolOptions } from './build.ts'
import { catalogue } from './catalogue.ts'
import { ensureTool, ensureTools, findTool } from './tools.ts'

let folder: string
let lines: string[]

/** A program on a PATH of its own, in place of the real one. */
async function program(name: string, script: string): Promise<string> {
  const path = join(folder, 'bin', name)
  await mkdir(join(folder, 'bin'), { recursive: true })
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

function options(changes: Partial<ToolOptions> = {}): ToolOptions {
  return {
    // Of the system's own folders only those that hold `sleep` and the like: no Go, no tool.
    environment: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, HOME: folder },
    cacheDirectory: join(folder, 'cache'),
    progress: (line) => lines.push(line),
    ...changes,
  }
}

/** A Go that counts its builds, takes a while, and makes a program. */
const fakeGo = (install: string) => `
if [ "$1" = version ]; then [ -z "$2" ] && echo go version go1.26; exit 0; fi
echo "$$ $CGO_ENABLED $*" >>"$HOME/builds"
${install}`
const building = 'sleep 0.3; printf "#!/bin/sh\\n" >"$GOBIN/k6"'

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidelight-tools-'))
  lines = []
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('finding', () => {
  test('a tool on the PATH that is new enough is taken as it is', async () => {
    const path = await program('k6', 'echo k6 v2.2.0')
    expect((await findTool('k6', options())).found).toEqual({ name: 'k6', path, version: '2.2.0', from: 'PATH' })
  })

  test('one that is too old, or names no version, is not, and that is said', async () => {
    const path = await program('prometheus', 'echo prometheus, version 2.42.0')
    const other = await program('amtool', 'echo hello')
    expect(await findTool('prometheus', options())).toEqual({
      found: undefined,
      rejected: [{ path, version: '2.42.0' }],
    })
    expect((await findTool('amtool', options())).rejected).toEqual([{ path: other, version: undefined }])
  })
})

describe('building', () => {
  test('happens once for several that ask at the same time, without cgo, at the pinned version', async () => {
    await program('go', fakeGo(building))
    const found = await Promise.all([1, 2, 3].map(() => ensureTool('k6', options())))
    const path = cachedPath(catalogue.k6, join(folder, 'cache'))
    expect(new Set(found.map((tool) => tool.path))).toEqual(new Set([path]))
    const builds = (await readFile(join(folder, 'builds'), 'utf8')).trim().split('\n')
    expect(builds).toEqual([expect.stringMatching(/^\d+ 0 install go\.k6\.io\/k6@v1\.8\.1$/)])
    expect(lines.join('\n')).toContain('Building with Go, once on this machine: k6 1.8.1')
    expect(await readdir(join(folder, 'cache/tools'))).toEqual(['k6-1.8.1'])
  })

  test('is told with Go’s own words when it fails, and leaves nothing half-made', async () => {
    await program('go', fakeGo('echo "go: module lookup disabled" >&2; exit 1'))
    await expect(ensureTool('k6', options())).rejects.toMatchObject({
      name: 'Failure',
      message: expect.stringContaining('go: module lookup disabled'),
      mend: expect.stringContaining('install-k6'),
    })
    expect(await readdir(join(folder, 'cache/tools'))).toEqual([])
  })

  test('is impossible without Go: the failure says how to get the tool without it', async () => {
    await expect(ensureTools(['alertmanager'], options())).rejects.toMatchObject({
      message: expect.stringContaining('alertmanager (0.28.0 or newer) is not on this machine'),
      mend: expect.stringContaining('https://prometheus.io/download/'),
      code: 2,
    })
  })

  test('ends with all that it started when it is interrupted', async () => {
    await program('go', fakeGo('sleep 300 & echo $! >"$HOME/child"; wait'))
    const interruption = new AbortController()
    const build = ensureTool('k6', options({ interrupted: interruption.signal }))
    const child = async () => Number(await readFile(join(folder, 'child'), 'utf8').catch(() => '0'))
    while ((await child()) === 0) await pause(20)
    interruption.abort()
    await expect(build).rejects.toMatchObject({ name: 'Failure', code: 130 })
    const pid = await child()
    while (startOf(pid) !== undefined) await pause(20)
    expect(await readdir(join(folder, 'cache/tools'))).toEqual([])
  })
})

test.each([
  [Object.values(catalogue), 2, 'about 2 to 5 minutes'],
  [[catalogue.amtool], 2, 'under a minute'],
  [[catalogue.prometheus], 1, 'about 2 to 4 minutes'],
])('the estimate is honest', (tools, processors, words) => {
  expect(estimate(tools, processors)).toBe(words)
})
