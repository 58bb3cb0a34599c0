import { run } from '../run.ts'
import type { Tool } from './catalogue.ts'

/** Compares two versions number by number: negative when the first is older. What follows a hyphen is left aside. */
export function compareVersions(one: string, other: string): number {
  const numbers = (version: string) => (version.split('-')[0] ?? '').split('.').map(Number)
  const [left, right] = [numbers(one), numbers(other)]
  for (let place = 0; place < 3; place += 1) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The version in the first line of what a tool says of itself; `undefined` where it names none, as when `go install` built it. */
export function versionInBanner(banner: string): string | undefined {
  return /(?:version |\bv)(\d+\.\d+\.\d+[\w.-]*)/.exec(banner.split('\n')[0] ?? '')?.[1]
}

/** The version of the tool according to what `go version -m` prints of its binary. */
export function versionInBuildInformation(tool: Tool, text: string): string | undefined {
  const line = text.split('\n').find((candidate) => candidate.includes(`\tmod\t${tool.module}\t`))
  const moduleVersion = line?.split('\t')[3]
  return moduleVersion?.startsWith('v') ? tool.fromModuleVersion(moduleVersion) : undefined
}

/** Asks a binary for its version, then Go; `undefined` when neither knows or the file is another program altogether. */
export async function versionOf(
  tool: Tool,
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const own = await run(path, ['--version'], { environment, within: 10_000 })
  const banner = own.code === 0 ? versionInBanner(own.output) : undefined
  if (banner !== undefined) return banner
  const go = await run('go', ['version', '-m', path], { environment, within: 10_000 })
  return go.code === 0 ? versionInBuildInformation(tool, go.output) : undefined
}
