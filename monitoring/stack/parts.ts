import type { ProcessIdentity } from './identity.ts'
import type { Launch } from './process.ts'

/**
 * The parts of the stack in the order in which they start, by the names that they have in docker-compose.yml. Only the preview, which
 * stands in for Grafana at its port, is not there.
 */
export const partNames = ['postgres', 'prometheus', 'alertmanager', 'wallet-service', 'grafana', 'preview'] as const

export type PartName = (typeof partNames)[number]

/** The TCP ports of the parts, all on 127.0.0.1. */
export type StackPorts = Readonly<Record<PartName, number>>

/** Where the parts are found when nobody says otherwise. */
export const defaultPorts: StackPorts = {
  postgres: 5433,
  prometheus: 9090,
  alertmanager: 9093,
  'wallet-service': 8080,
  grafana: 3000,
  preview: 3000,
}

/** One process of the stack, ready to be launched. */
export interface Part {
  readonly name: PartName
  readonly port: number
  /** Where people and programs reach it. A database's address holds its password. */
  readonly endpoint: string
  readonly launch: Launch
  /** An HTTP address that answers 200 when it does its work; the database has none. */
  readonly probe?: string
  /** Whether it does its work by now. Never throws. */
  readonly isReady: (identity: ProcessIdentity) => Promise<boolean>
  /** Files whose content it reads at start alone: when they change, it has to start anew. */
  readonly startFiles: readonly string[]
  /** A file or folder that does not outlive a start. */
  readonly discarded?: string
}

/** Whether an HTTP endpoint answers 200 within a second. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) })
    await response.body?.cancel()
    return response.status === 200
  } catch {
    return false
  }
}

/** The readiness of a part that tells it by HTTP. */
export function probedAt(url: string): Pick<Part, 'probe' | 'isReady'> {
  return { probe: url, isReady: () => answers(url) }
}
