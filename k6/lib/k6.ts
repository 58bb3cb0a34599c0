// The only seam to k6: everything else in this folder imports k6 from here, so that its logic is tested outside k6.
import { sleep } from 'k6'
import { scenario } from 'k6/execution'
import http from 'k6/http'
import { Counter, Rate } from 'k6/metrics'

export { Counter, http, Rate, sleep }

/** The environment that k6 gives to scripts. */
export const environment: Readonly<Record<string, string | undefined>> = __ENV

/** Who runs: the number of the virtual user, from 1, and of its iteration, from 0. */
export function whoami(): { readonly virtualUser: number; readonly iteration: number } {
  return { virtualUser: __VU, iteration: __ITER }
}

/** Which iteration of all virtual users together this is, from 0, and when the first began (milliseconds since 1970). */
export function turn(): { readonly number: number; readonly startedAt: number } {
  return { number: scenario.iterationInTest, startedAt: scenario.startTime }
}

/** How much of the run is over, from 0 to 1. */
export function progress(): number {
  return scenario.progress
}
