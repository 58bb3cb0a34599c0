import type { Fleet } from './service.ts'

/** A generated file: its path relative to the working repository, with `/`, and its whole text. */
export interface Artefact {
  readonly path: string
  readonly body: string
}

/** Turns all definitions at once into files. Pure and deterministic to the byte. */
export type Generator = (fleet: Fleet) => readonly Artefact[]
