import type { Fleet } from '../src/model/service.ts'
import { wallet } from './wallet.ts'

/** Every service that this repository observes. Adding one is a file beside this one and a line here. */
export const fleet: Fleet = [wallet]
