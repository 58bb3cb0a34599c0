import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'

/** This repository. */
export const repository = resolve(import.meta.dirname, '../..')

/** The built command, as its users run it. */
export const command = join(repository, 'dist/sidelight.js')

/** What a command printed, and the code that it ended with. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs. */
export interface Begun {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  /** What it has written to standard error so far. */
  diagnostics(): string
  /** Resolves when standard error holds the text; rejects where the command ends without. */
  saying(text: string | RegExp): Promise<void>
}

/** Starts a program in a process group of its own, as a terminal makes one for each command. */
export function begin(
  program: string,
  words: readonly string[],
  where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Begun {
  const child = spawn(program, words, { ...where, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text
    })
  const ended = new Promise<Ended>((done) => child.once('close', (code) => done({ code, ...written })))
  const saying = (text: string | RegExp) =>
    new Promise<void>((done, fail) => {
      const look = () => written.stderr.search(text) >= 0 && done()
      child.stderr.on('data', look)
      look()
      void ended.then(({ stderr }) => fail(new Error(`ended without saying "${text}": ${stderr}`)))
    })
  return { process: child, ended, diagnostics: () => written.stderr, saying }
}

/** Process id and command line of every process that names one of the texts. */
export function processesNaming(...texts: readonly string[]): readonly string[] {
  const listed = spawnSync('ps', ['-ww', '-eo', 'pid=,args='], { encoding: 'utf8' }).stdout.split('\n')
  return listed.filter((line) => texts.some((text) => line.includes(text)))
}

/** Whether there is a process with this id. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
