import { describe, expect, it } from 'vitest'
import { contractDashboard } from '../cli/testing/contract-dashboards.ts'
import {
  defaultDataSources,
  deployMessage,
  editsSinceDeploy,
  isOurs,
  type LiveDashboard,
  type SavedVersion,
  standingOf,
  withDataSource,
} from './dashboard-deployment.ts'
import { diffDashboards } from './dashboard-diff.ts'
import type { JsonObject } from './json.ts'

const content = contractDashboard('one', 'One', 'x')
const titled = (title: string): JsonObject => ({ ...content, title })
const live = (title: string, folder = 'ours'): LiveDashboard => ({
  uid: 'one',
  title,
  folder,
  version: 9,
  revision: {},
  content: titled(title),
  holder: undefined,
})
const wanted = (title: string) => ({ uid: 'one', title, folder: 'ours', content: titled(title), file: titled(title) })
const version = (number: number, title: string, message = ''): SavedVersion => ({
  version: number,
  message,
  content: async () => titled(title),
})
const mark = (digest: string, uid = 'one') => deployMessage(uid, 'ours', digest)

async function kindOf(
  title: string,
  history: readonly SavedVersion[] | undefined,
  there = live('Old'),
): Promise<string> {
  return (await standingOf(wanted(title), there, async () => history)).kind
}

describe('how a dashboard in Grafana relates to the definition', () => {
  it('is untouched when it is what the newest deploy saved', async () => {
    expect(await kindOf('New', [version(1, 'Old', mark('a'))])).toBe('outdated')
    expect(await kindOf('New', [version(3, 'Old', mark('b')), version(2, 'X', ''), version(1, 'Y', mark('a'))])).toBe(
      'outdated',
    )
  })

  it('is edited when it is not, whatever an older deploy saved', async () => {
    expect(await kindOf('New', [version(2, 'Old'), version(1, 'Was', mark('a'))])).toBe('edited')
    expect(await kindOf('New', [version(3, 'Old'), version(2, 'Was', mark('b')), version(1, 'Old', mark('a'))])).toBe(
      'edited',
    )
  })

  it('is edited also when the editor kept the message of the deploy', async () => {
    expect(await kindOf('New', [version(2, 'Old', mark('a')), version(1, 'Was', mark('a'))])).toBe('edited')
  })

  it('is untouched when the edit was taken back, or Grafana restored the deployed version', async () => {
    const history = [version(3, 'Old', 'Restored from version 1'), version(2, 'Mine'), version(1, 'Old', mark('a'))]
    expect(await kindOf('New', history)).toBe('outdated')
  })

  it('is foreign without a deploy in its history, and with that of another dashboard that it was copied from', async () => {
    expect(await kindOf('New', [version(1, 'Old', 'Initial save')])).toBe('foreign')
    expect(await kindOf('New', [version(1, 'Old', mark('a', 'other'))])).toBe('foreign')
    expect(await kindOf('New', [version(1, 'Old', `I saw "${mark('a')}"`)])).toBe('foreign')
    expect(isOurs('one', [version(1, 'Old', mark('a', 'other'))])).toBe(false)
    expect(isOurs('one', [version(2, 'Old'), version(1, 'Old', mark('a'))])).toBe(true)
  })

  it('is unclear where its versions may not be read', async () =>
    expect(await kindOf('New', undefined)).toBe('unclear'))

  it('is the same without a look into its history', async () => {
    const never = () => Promise.reject(new Error('asked'))
    expect(await standingOf(wanted('Old'), live('Old'), never)).toEqual({ kind: 'same' })
    expect(await standingOf(wanted('Old'), undefined, never)).toEqual({ kind: 'absent' })
  })

  it('counts a move to another folder as an edit', async () => {
    const history = [version(1, 'Old', mark('a'))]
    expect(await editsSinceDeploy(live('Old', 'theirs'), history)).toEqual([
      { field: 'folder', before: 'ours', after: 'theirs' },
    ])
    expect(await kindOf('Old', history, live('Old', 'theirs'))).toBe('edited')
  })

  it('is held by what it comes from, compared with the file and without its folder', async () => {
    const holder = { name: 'file provisioning', file: 'x.json' }
    const held = { ...live('Old', 'elsewhere'), holder }
    const never = () => Promise.reject(new Error('asked'))
    expect(await standingOf(wanted('Old'), held, never)).toEqual({ kind: 'held', holder, changes: [] })
    expect(await standingOf({ ...wanted('Old'), content: titled('X') }, held, never)).toMatchObject({ changes: [] })
    expect(await standingOf(wanted('New'), held, never)).toMatchObject({ changes: [{ field: 'title' }] })
  })
})

describe('the data source that a dashboard asks for first', () => {
  it('is read, and replaced where one of its type is', () => {
    expect([...defaultDataSources(content)]).toEqual([['sidelight-prometheus', 'prometheus']])
    const other = withDataSource(content, 'mine', 'prometheus')
    expect([...defaultDataSources(other)]).toEqual([['mine', 'prometheus']])
    expect(diffDashboards(content, other).map(({ field }) => field)).toEqual(['variable "datasource": current.value'])
    expect(withDataSource(content, 'mine', 'loki')).toEqual(content)
  })
})
