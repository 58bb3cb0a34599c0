import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

/**
 * Ends every run with plain lines that a machine can read: each test that failed or that passed only when tried again,
 * and then `N passed, N failed, N skipped`. A file that could not be loaded and an error outside a test count as
 * failures: a run must not look green because nothing ran.
 */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    const lines = unhandled.map((error) => `failed: outside a test: ${firstLine(error)}`)
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId)
      if (module.errors().length > 0) lines.push(`failed: ${file}: ${firstLine(module.errors()[0])}`)
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        counts[state] += 1
        if (state === 'failed') lines.push(`failed: ${file}: ${test.fullName}: ${firstLine(errorOf(test))}`)
        else if (test.diagnostic()?.flaky)
          lines.push(`passed when tried again: ${file}: ${test.fullName}: ${firstLine(errorOf(test))}`)
      }
    }
    const failed = lines.filter((line) => line.startsWith('failed: ')).length
    const skipped = counts.skipped + counts.pending
    process.stdout.write(
      `\n${[...lines, `${counts.passed} passed, ${failed} failed, ${skipped} skipped`].join('\n')}\n`,
    )
  }
}

const errorOf = (test: TestCase): unknown => test.result().errors?.[0]

/** The first line of an error's message, in plain text. */
function firstLine(error: unknown): string {
  const message = error instanceof Object && 'message' in error ? String(error.message) : String(error)
  return message.split('\n')[0]?.slice(0, 300) ?? ''
}
