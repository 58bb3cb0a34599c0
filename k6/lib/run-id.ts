import { whoami } from './k6.ts'

/** The user of a test wallet: whoever sees it in the service knows what made it. */
export function testUser(id: string): string {
  return `load-test-${id}`
}

/**
 * Makes references and users of this virtual user that differ from those of any other run, whatever the seed: a service
 * refuses a reference used twice.
 */
export function runId(): () => string {
  const run = `${Date.now().toString(36)}${Math.floor(Math.random() * 2 ** 32).toString(36)}`
  let own: string | undefined
  let made = 0
  return () => {
    // Nobody knows in the init context which virtual user it will be.
    own ??= `${run}-${whoami().virtualUser}-`
    return own + made++
  }
}
