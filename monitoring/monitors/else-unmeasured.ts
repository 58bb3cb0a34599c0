import type { Measured } from '../../src/analysis/run.ts'
import { exitCode, Failure } from '../../src/model/failure.ts'

/** The value, or why there is none where asking for it was a Failure. Throws what is no Failure, and interruptions. */
export async function elseUnmeasured<Value>(asked: Promise<Measured<Value>>): Promise<Measured<Value>> {
  try {
    return await asked
  } catch (cause) {
    if (cause instanceof Failure && cause.code !== exitCode.interrupted) return { unmeasured: cause.message }
    throw cause
  }
}
