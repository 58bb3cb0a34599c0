import { expect, test } from 'vitest'
import { ConfigurationError, readConfiguration } from './configuration.ts'
import { noFaults } from './faults.ts'

const DATABASE_URL = 'postgres://user:secret@127.0.0.1:5433/wallet'

test('only the database has to be named', () => {
  expect(readConfiguration({ DATABASE_URL })).toEqual({
    host: '127.0.0.1',
    port: 8080,
    databaseUrl: DATABASE_URL,
    databasePoolMax: 20,
    logLevel: 'warn',
    faults: noFaults,
    faultsFile: undefined,
  })
})

test.each([
  [{}, 'DATABASE_URL'],
  [{ DATABASE_URL: 'mysql://user:secret@host/x' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'secret' }, 'DATABASE_URL'],
  [{ DATABASE_URL, PORT: '80a' }, 'PORT'],
  [{ DATABASE_URL, PORT: '65536' }, 'PORT'],
  [{ DATABASE_URL, DATABASE_POOL_MAX: '0' }, 'DATABASE_POOL_MAX'],
  [{ DATABASE_URL, LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  [{ DATABASE_URL, FAULTS: 'errors=2' }, 'FAULTS'],
])('%j is refused by the name of the variable, without its secret', (environment, variable) => {
  expect(() => readConfiguration(environment)).toThrow(ConfigurationError)
  expect(() => readConfiguration(environment)).toThrow(variable)
  expect(() => readConfiguration(environment)).not.toThrow('secret')
})
