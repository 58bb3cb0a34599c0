import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Verdict } from '../analysis/verdict.ts'
import { Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { renderJunit } from './render-junit.ts'
import { renderStepSummary } from './render-step-summary.ts'

function unwritable(what: string, cause: unknown): Failure {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
  return new Failure(`${what} cannot be written (${code})`, 'Make room there, or name another place.')
}

async function writeWhole(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.partial`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(partial, text)
    await rename(partial, file)
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined)
    throw unwritable(`the JUnit report ${file}`, cause)
  }
}

/** Writes the verdict as JUnit XML into a file, relative to the working repository. Throws a Failure where it cannot be written. */
export async function writeJunit(
  verdict: Verdict,
  file: string,
  { directory }: Pick<Context, 'directory'>,
): Promise<void> {
  await writeWhole(resolve(directory, file), renderJunit(verdict))
}

/**
 * Writes the verdict for whoever else reads it: a JUnit file where one is asked for, and the summary of the job under
 * GitHub Actions (`GITHUB_STEP_SUMMARY`). Throws a Failure where a file cannot be written.
 */
export async function writeReports(
  verdict: Verdict,
  junit: string | undefined,
  context: Pick<Context, 'directory' | 'environment'>,
): Promise<void> {
  const summaryFile = context.environment['GITHUB_STEP_SUMMARY']
  if (summaryFile)
    await appendFile(summaryFile, renderStepSummary(verdict)).catch((cause: unknown) => {
      throw unwritable('the file of GITHUB_STEP_SUMMARY', cause)
    })
  if (junit !== undefined) await writeJunit(verdict, junit, context)
}
