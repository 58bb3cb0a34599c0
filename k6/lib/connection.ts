import { environment, fileText } from './k6.ts'
import type { Variables } from './variables.ts'

/** k6's options for TLS towards the service. */
export interface TlsOptions {
  readonly tlsAuth?: { readonly cert: string; readonly key: string; readonly password?: string }[]
  readonly insecureSkipTLSVerify?: true
}

/**
 * Client certificate and trust, from `TEST_TLS_CERTIFICATE`, `TEST_TLS_KEY`, `TEST_TLS_KEY_PASSWORD` and
 * `TEST_TLS_INSECURE`. To be called in the init context. Throws where one of the two files is missing, or the variable
 * makes no sense.
 */
export function tlsOptions(variables: Variables = environment): TlsOptions {
  const { TEST_TLS_CERTIFICATE: certificate, TEST_TLS_KEY: key, TEST_TLS_KEY_PASSWORD: password } = variables
  const insecure = variables['TEST_TLS_INSECURE'] || 'false'
  if (insecure !== 'true' && insecure !== 'false') throw new Error('TEST_TLS_INSECURE must be true or false')
  if (Boolean(certificate) !== Boolean(key))
    throw new Error('TEST_TLS_CERTIFICATE and TEST_TLS_KEY belong together: set both or neither')
  return {
    ...(certificate && key
      ? { tlsAuth: [{ cert: fileText(certificate), key: fileText(key), ...(password ? { password } : {}) }] }
      : {}),
    ...(insecure === 'true' ? { insecureSkipTLSVerify: true as const } : {}),
  }
}
