import type { Stack } from '../../monitoring/stack/stack.ts'
import { Failure } from '../model/failure.ts'
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

/** Whether service and Prometheus answer. */
async function isThere(service: Service, context: Context, allowed: boolean): Promise<boolean> {
  const clients = clientsOf(service, targetOf(service, context.environment, allowed), context.interrupted)
  try {
    await clients.service.ready()
    await clients.prometheus.ready()
    return true
  } catch (cause) {
    if (cause instanceof Failure) return false
    throw cause
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
  if (await isThere(service, context, allowed)) return act(context)
  const asked = askedPorts(ports as Record<string, number | undefined>, context)
  const stack = await startStackHere(context, asked, !keep)
  try {
    return await act(withStack(context, service, stack))
  } finally {
    if (!keep) await stack.stop()
  }
}
