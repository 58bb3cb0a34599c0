import type { Reporter, TestModule } from 'vitest/node'

/**
 * Ends every run with one plain line, `N passed, N failed, N skipped`, which a machine can read. A file that could not
 * be loaded and an error outside a test count as failures: a run must not look green because nothing ran.
 */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    let broken = unhandled.length
    for (const module of modules) {
      if (module.errors().length > 0) broken += 1
      for (const test of module.children.allTests()) counts[test.result().state] += 1
    }
    process.stdout.write(
      `\n${counts.passed} passed, ${counts.failed + broken} failed, ${counts.skipped + counts.pending} skipped\n`,
    )
  }
}
