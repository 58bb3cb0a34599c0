import { type Faults, parseFaults } from './faults.ts'

/** What the service takes from its environment. The README lists the variables. */
export interface Configuration {
  readonly host: string
  /** 0 asks the operating system for a free one. */
  readonly port: number
  readonly databaseUrl: string
  readonly databasePoolMax: number
  readonly logLevel: LogLevel
  /** Injected from the start. */
  readonly faults: Faults
  /** A file that says which faults are injected, for as long as it is there; it is read again and again. */
  readonly faultsFile: string | undefined
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
type LogLevel = (typeof logLevels)[number]

/** A mistake in the environment, in words for whoever starts the service. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

type Environment = Readonly<Record<string, string | undefined>>

function integer(environment: Environment, name: string, fallback: number, minimum: number, maximum: number): number {
  const text = environment[name] || String(fallback)
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= minimum && value <= maximum) return value
  throw new ConfigurationError(`${name} is "${text}": give a whole number from ${minimum} to ${maximum}.`)
}

function databaseUrl(environment: Environment): string {
  const text = environment['DATABASE_URL']
  if (!text) {
    throw new ConfigurationError('DATABASE_URL is not set: give postgres://user:password@host:port/database.')
  }
  // The text may hold a password, so that no message repeats it.
  if (!URL.canParse(text) || !/^postgres(ql)?:$/.test(new URL(text).protocol)) {
    throw new ConfigurationError(
      'DATABASE_URL is no PostgreSQL address: give postgres://user:password@host:port/database.',
    )
  }
  return text
}

function logLevel(environment: Environment): LogLevel {
  const text = environment['LOG_LEVEL'] || 'warn'
  const level = logLevels.find((each) => each === text)
  if (level !== undefined) return level
  throw new ConfigurationError(`LOG_LEVEL is "${text}": give one of ${logLevels.join(', ')}.`)
}

function faults(environment: Environment): Faults {
  try {
    return parseFaults(environment['FAULTS'] ?? '')
  } catch (problem) {
    throw new ConfigurationError(`FAULTS: ${problem instanceof Error ? problem.message : String(problem)}`)
  }
}

/** Reads the environment. Throws a ConfigurationError that names the variable and what it may be. */
export function readConfiguration(environment: Environment): Configuration {
  return {
    host: environment['HOST'] || '127.0.0.1',
    port: integer(environment, 'PORT', 8080, 0, 65_535),
    databaseUrl: databaseUrl(environment),
    databasePoolMax: integer(environment, 'DATABASE_POOL_MAX', 20, 1, 1000),
    logLevel: logLevel(environment),
    faults: faults(environment),
    faultsFile: environment['FAULTS_FILE'] || undefined,
  }
}
