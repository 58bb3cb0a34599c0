import type { Answer } from '../expectations.ts'

/** A response as far as the library looks at it. */
export interface PlannedAnswer extends Answer {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | null
  readonly milliseconds?: number
}

/** A request that the library sent. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly body: string | null
  readonly parameters: Readonly<Record<string, unknown>>
  /** What k6 tags its measurements of it with. */
  readonly name: string | undefined
}

/** What stands for k6 in tests: it answers as planned and records what was sent, counted and slept. */
export const recorder = {
  answer: { status: 200, error_code: 0 } as PlannedAnswer,
  sent: [] as SentRequest[],
  counted: [] as { metric: string; value: number | boolean; tags: Readonly<Record<string, string>> | undefined }[],
  slept: [] as number[],
  iteration: 0,
  turn: { number: 0, startedAt: 0 },
  /** The tag `name` of all that is counted now. */
  tagged: undefined as string | undefined,
  progress: 0,
  scenarios: [] as string[],
  aborted: [] as string[],
  said: [] as string[],
  /** Told of each sleep: lets a test's clock go on. */
  onSleep: undefined as ((seconds: number) => void) | undefined,
  clear(): void {
    recorder.answer = { status: 200, error_code: 0 }
    recorder.sent.length = 0
    recorder.counted.length = 0
    recorder.slept.length = 0
    recorder.iteration = 0
    recorder.turn = { number: 0, startedAt: 0 }
    recorder.tagged = undefined
    recorder.progress = 0
    recorder.scenarios = []
    recorder.aborted.length = 0
    recorder.said.length = 0
    recorder.onSleep = undefined
  },
  /** The values that a counter was given, with these tags among its own. */
  values(metric: string, tags: Readonly<Record<string, string>> = {}): (number | boolean)[] {
    return recorder.counted
      .filter((entry) => entry.metric === metric)
      .filter((entry) => Object.entries(tags).every(([key, value]) => entry.tags?.[key] === value))
      .map((entry) => entry.value)
  },
}

class Metric {
  readonly #name: string
  constructor(name: string) {
    this.#name = name
  }
  add(value: number | boolean, tags?: Readonly<Record<string, string>>): void {
    const all = recorder.tagged === undefined ? tags : { name: recorder.tagged, ...tags }
    recorder.counted.push({ metric: this.#name, value, tags: all })
  }
}

/** The module that takes the place of `lib/k6.ts`. */
export const shim = {
  Counter: Metric,
  Gauge: Metric,
  Rate: Metric,
  Trend: Metric,
  environment: {} as Record<string, string | undefined>,
  optionsAreRead: true,
  sleep(seconds: number) {
    recorder.slept.push(seconds)
    recorder.onSleep?.(seconds)
  },
  turn: () => recorder.turn.number,
  loadStart: () => recorder.turn.startedAt,
  tagAs(name: string) {
    recorder.tagged = name
  },
  untag() {
    recorder.tagged = undefined
  },
  progress: () => recorder.progress,
  scenariosInForce: () => recorder.scenarios,
  say: (text: string) => void recorder.said.push(text),
  abort: (reason: string) => void recorder.aborted.push(reason),
  fileText: (path: string) => `text of ${path}`,
  whoami: () => ({ virtualUser: 1, iteration: recorder.iteration }),
  http: {
    expectedStatuses: (...statuses: number[]) => statuses,
    request(method: string, url: string, body: string | null, parameters: Record<string, unknown>) {
      recorder.sent.push({ method, url, body, parameters, name: recorder.tagged })
      const { headers = {}, body: content = null, milliseconds = 1, ...rest } = recorder.answer
      return { ...rest, headers, body: content, timings: { duration: milliseconds } }
    },
  },
}
