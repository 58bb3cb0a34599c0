import { setTimeout as pause } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'

/** Connections that are taken out of a pool and not given back, as code that leaks them would. */
export interface HeldConnections {
  /** Holds so many; those beyond are given back at once. */
  hold(amount: number): void
}

const retryMilliseconds = 100

/** Holds none yet. Connections that a busy pool, or a database that is away, does not give are asked for again. */
export function heldConnections(pool: Pool): HeldConnections {
  const held = new Set<PoolClient>()
  let wanted = 0
  let filling = false

  function giveBack(): void {
    for (const client of held) {
      if (held.size <= wanted) return
      held.delete(client)
      client.removeAllListeners('error')
      client.release()
    }
  }
  async function take(): Promise<void> {
    try {
      const client = await pool.connect()
      held.add(client)
      client.once('error', () => {
        held.delete(client)
        client.release(true)
        void fill()
      })
    } catch {
      await pause(retryMilliseconds)
    }
  }
  async function fill(): Promise<void> {
    if (filling) return
    filling = true
    while (held.size < wanted) await take()
    filling = false
    giveBack()
  }
  return {
    hold(amount) {
      wanted = amount
      giveBack()
      void fill()
    },
  }
}
