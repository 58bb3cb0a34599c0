import type { Service } from '../src/model/service.ts'

/** The id of each SLO, which its series carry -> the title that people read. */
export function sloTitles(service: Service): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(service.slos).map(([id, slo]) => [id, slo.title]))
}
