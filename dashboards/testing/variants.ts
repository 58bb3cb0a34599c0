import { latencyBuckets, wallet } from '../../services/wallet.ts'
import { micrometer } from '../../src/model/runtimes/micrometer.ts'
import { promClient } from '../../src/model/runtimes/prom-client.ts'
import type { Service } from '../../src/model/service.ts'

/** A JVM service as many are: no histogram, no pool metric, no business counters. */
export const bareJvm: Service = {
  ...wallet,
  name: 'bare-jvm',
  title: 'Bare JVM',
  job: 'bare-jvm',
  runtime: micrometer(),
}

/** A JVM service that measures itself well. */
export const fullJvm: Service = {
  ...wallet,
  name: 'full-jvm',
  title: 'Full JVM',
  job: 'full-jvm',
  runtime: micrometer({
    latencyBuckets,
    databasePool: {
      inUse: 'hikaricp_connections_active',
      max: 'hikaricp_connections_max',
      waiting: 'hikaricp_connections_pending',
    },
  }),
}

/** A Node.js service whose requests Prometheus stores as native histograms. */
export const nativeNode: Service = {
  ...wallet,
  name: 'native-node',
  title: 'Native Node',
  job: 'native-node',
  runtime: promClient({ histogram: 'native' }),
}

/** One service for each thing that a runtime may or may not tell. */
export const variants: readonly Service[] = [wallet, bareJvm, fullJvm, nativeNode]
