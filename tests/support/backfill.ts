import { spawnSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Samples of known time and value: a line `metric{labels} value seconds-since-1970` each. */
export interface History {
  /** Path of the program. */
  readonly promtool: string
  readonly samples: readonly string[]
}

/**
 * Writes samples of the past into the storage of a Prometheus that has not been started yet. Nothing about them depends
 * on when a scrape came or how busy the machine was. Throws what promtool says where it refuses them.
 */
export async function backfill({ promtool, samples }: History, storage: string): Promise<void> {
  const file = join(storage, '..', 'history.openmetrics')
  await writeFile(file, `${samples.join('\n')}\n# EOF\n`)
  const parameters = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, storage]
  const { status, stderr, stdout } = spawnSync(promtool, parameters, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`promtool ended with ${status}:\n${stdout}${stderr}`)
  await rm(file)
}
