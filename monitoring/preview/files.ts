import { watch } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { Failure } from '../../src/model/failure.ts'
import { type DashboardSource, type Offer, offerOf } from './source.ts'

/** Changes arrive in bursts: an editor empties, writes and renames. */
const settleMs = 60

async function dashboardFiles(path: string): Promise<readonly string[]> {
  const state = await stat(path).catch(() => undefined)
  if (state === undefined) throw new Failure(`${path} is not there`, 'Name a dashboard file or a folder of them.')
  if (!state.isDirectory()) return [path]
  const names = await readdir(path, { recursive: true })
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(path, name))
}

async function readOffer(paths: readonly string[], directory: string): Promise<Offer> {
  const files = (await Promise.all(paths.map(dashboardFiles))).flat()
  const texts = await Promise.all(
    files.map(async (file) => ({ file: relative(directory, file), text: await readFile(file, 'utf8') })),
  )
  return offerOf(texts)
}

/** Calls back once after each burst of changes below a folder, until the signal is aborted. A folder that cannot be watched is not. */
export function watchFolder(
  folder: string,
  isOfInterest: (name: string) => boolean,
  changed: () => void,
  until: AbortSignal,
): void {
  let timer: NodeJS.Timeout | undefined
  const settle = () => {
    clearTimeout(timer)
    timer = setTimeout(changed, settleMs)
  }
  until.addEventListener('abort', () => clearTimeout(timer), { once: true })
  try {
    const watcher = watch(folder, { recursive: true, signal: until }, (_, name) => {
      if (name === null || isOfInterest(name)) settle()
    })
    watcher.on('error', () => undefined)
  } catch {
    // Without a watcher the page still shows what there is; a reload reads it anew.
  }
}

/**
 * Dashboards from files, or from all JSON files of folders; paths are absolute, and shown relative to `directory`. Throws a Failure
 * for a path that is not there.
 */
export async function fileSource(paths: readonly string[], directory: string): Promise<DashboardSource> {
  let offer = await readOffer(paths, directory)
  return {
    offer: () => offer,
    watch(changed, until) {
      const reread = async () => {
        const problem = (cause: unknown): Offer => ({
          ...offer,
          problems: [cause instanceof Error ? cause.message : String(cause)],
        })
        offer = await readOffer(paths, directory).catch(problem)
        changed()
      }
      for (const path of paths) {
        const isFile = path.endsWith('.json')
        const watched = isFile
          ? (name: string) => basename(name) === basename(path)
          : (name: string) => name.endsWith('.json')
        watchFolder(isFile ? dirname(path) : path, watched, () => void reread(), until)
      }
    },
  }
}
