// The only seam to k6: everything else in this folder imports k6 from here, so that its logic is tested outside k6.
import { sleep } from 'k6'
import { scenario, test, vu } from 'k6/execution'
import http from 'k6/http'
import { Counter, Gauge, Rate, Trend } from 'k6/metrics'
import type { Variables } from './variables.ts'

export { Counter, Gauge, http, Rate, sleep, Trend }

/** The environment that k6 gives to scripts. */
export const environment: Variables = __ENV

/** Whether k6 reads the options here. It evaluates them again for each virtual user, and looks at them no more. */
export const optionsAreRead = __VU === 0

/** Who runs: the number of the virtual user, from 1, and of its iteration, from 0. Set-up and tear-down are iteration 0. */
export function whoami(): { readonly virtualUser: number; readonly iteration: number } {
  return { virtualUser: __VU, iteration: typeof __ITER === 'undefined' ? 0 : __ITER }
}

// k6 makes the object anew each time that it is looked at, which costs more than all else that a request needs here. Of
// this virtual user, which runs no two scenarios of these.
let own: typeof scenario | undefined
let began: number | undefined

/** Which iteration of all virtual users together this is, from 0. */
export function turn(): number {
  own ??= scenario
  return own.iterationInTest
}

/** When the first iteration began: milliseconds since 1970. */
export function loadStart(): number {
  own ??= scenario
  began ??= own.startTime
  return began
}

/** How much of the run is over, from 0 to 1. */
export function progress(): number {
  own ??= scenario
  return own.progress
}

// Of this virtual user.
let tags: typeof vu.metrics.tags | undefined

/**
 * Tags all that this virtual user measures and counts with `name`, until `untag`: in k6 that costs a tenth of tags that are
 * given with each request and each count.
 */
export function tagAs(name: string): void {
  tags ??= vu.metrics.tags
  tags['name'] = name
}

/** Ends `tagAs`. */
export function untag(): void {
  if (tags !== undefined) delete tags['name']
}

/**
 * The scenarios of k6's options that are in force: `--duration` and its like replace all of them. They never change, and asking
 * for them costs as much as two requests.
 */
export function scenariosInForce(): readonly string[] {
  return Object.keys(test.options.scenarios ?? {})
}

/** Ends the whole test, and has k6 say why. Tear-down still runs. */
export function abort(reason: string): void {
  test.abort(reason)
}

declare function open(path: string): string

/** The text of a file. In the init context alone. k6 looks from the folder of the script: give an absolute path. */
export function fileText(path: string): string {
  return open(path)
}

declare const console: { log(text: string): void }

/** Says something to whoever runs the scenario. */
export function say(text: string): void {
  console.log(text)
}
