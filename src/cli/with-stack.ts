import type { Stack } from '../../monitoring/stack/stack.ts'
import { exitCode, Failure } from '../model/failure.ts'
import type { Service } from '../model/service.ts'
import type { Context } from './context.ts'
import { clientsOf, targetOf } from './load-target.ts'
import { askedPorts, startStackHere } from './stack.ts'

/** The options of a command among which are those of `addPortOptions`. */
export type StackPortOptions = Readonly<Record<string, unknown>>

/** What a command needs to be there. */
export interface Needs {
  readonly service: Service
  /** It may be another machine's. */
  readonly allowed: boolean
  /** Leave the stack up, where this started it. */
  readonly keep: boolean
  readonly ports: StackPortOptions
}

/** What does not answer of service and Prometheus; `undefined` where both do. */
async function missing(service: Service, context: Context, allowed: boolean): Promise<Failure | undefined> {
  const clients = clientsOf(service, targetOf(service, context.environment, allowed), context.interrupted)
  try {
    await clients.service.ready()
    await clients.prometheus.ready()
    return undefined
  } catch (cause) {
    if (cause instanceof Failure && cause.code !== exitCode.interrupted) return cause
    throw cause
  }
}

/** Starts the stack for what is missing. Where it cannot come up, both is said: whoever has a service of their own looks there first. */
async function stackFor(lack: Failure, start: () => Promise<Stack>): Promise<Stack> {
  try {
    return await start()
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code === exitCode.interrupted) throw cause
    const message = `${lack.message.replace(/\.$/, '')}; the stack that could be in its place does not come up: ${cause.message}`
    throw new Failure(message, `${lack.mend} For the stack: ${cause.mend}`, lack.code)
  }
}

/** Addresses that the user named stay: nothing else is loaded in their place. */
function withStack(context: Context, service: Service, { endpoints }: Stack): Context {
  const { environment } = context
  const url = environment[service.baseUrlVariable] || endpoints.service
  return {
    ...context,
    environment: {
      ...environment,
      PROMETHEUS_URL: environment['PROMETHEUS_URL'] || endpoints.prometheus,
      ...(url === undefined ? {} : { [service.baseUrlVariable]: url }),
    },
  }
}

/** Where nothing but diagnostics is to be written, since standard output is for JSON. */
export function silent(context: Context): Context {
  return { ...context, stdout: { ...context.stdout, write: () => undefined } }
}

/** Does something with service and Prometheus, which are started where nothing answers, and then stopped again. */
export async function withStackWhereNeeded<Result>(
  { service, allowed, keep, ports }: Needs,
  context: Context,
  act: (context: Context) => Promise<Result>,
): Promise<Result> {
  const lack = await missing(service, context, allowed)
  if (lack === undefined) return act(context)
  const asked = askedPorts(ports as Record<string, number | undefined>, context)
  const stack = await stackFor(lack, () => startStackHere(context, asked, !keep))
  try {
    const there = withStack(context, service, stack)
    // An address that the user named may be nobody's still.
    const still = await missing(service, there, allowed)
    if (still !== undefined) throw still
    return await act(there)
  } finally {
    if (!keep) await stack.stop()
  }
}
