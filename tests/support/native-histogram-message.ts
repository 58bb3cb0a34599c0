import protobuf from 'protobufjs/minimal.js'
import snappy from 'snappyjs'

/** Eight buckets for each doubling, as client libraries have by default; powers of two are boundaries. */
const schema = 3
const zeroThreshold = 2 ** -128

/** A native histogram series at a moment: what its requests took, in seconds, since its process started. */
export interface HistogramSample {
  readonly labels: Readonly<Record<string, string>>
  readonly durations: readonly number[]
  /** Milliseconds since 1970. */
  readonly at: number
}

const delimited = (field: number) => (field << 3) | 2
const fixed64 = (field: number) => (field << 3) | 1
const varint = (field: number) => field << 3

/** Numbers of events by the index of their bucket, which ends at 2^(index / 2^schema) seconds. */
function countsOf(durations: readonly number[]): readonly (readonly [index: number, count: number])[] {
  const counts = new Map<number, number>()
  for (const duration of durations) {
    if (duration <= zeroThreshold) continue
    const index = Math.ceil(Math.log2(duration) * 2 ** schema)
    counts.set(index, (counts.get(index) ?? 0) + 1)
  }
  return [...counts].sort(([one], [other]) => one - other)
}

function writeHistogram(writer: ReturnType<typeof protobuf.Writer.create>, { durations, at }: HistogramSample): void {
  const counts = countsOf(durations)
  writer.uint32(varint(1)).uint64(durations.length)
  writer.uint32(fixed64(3)).double(durations.reduce((sum, duration) => sum + duration, 0))
  writer.uint32(varint(4)).sint32(schema)
  writer.uint32(fixed64(5)).double(zeroThreshold)
  writer.uint32(varint(6)).uint64(durations.filter((duration) => duration <= zeroThreshold).length)
  // One span for each bucket: its distance from the end of the one before.
  for (const [position, [index]] of counts.entries()) {
    const before = counts[position - 1]
    writer.uint32(delimited(11)).fork()
    writer.uint32(varint(1)).sint32(before === undefined ? index : index - before[0] - 1)
    writer.uint32(varint(2)).uint32(1)
    writer.ldelim()
  }
  if (counts.length > 0) {
    writer.uint32(delimited(12)).fork()
    // The first count, then how much more or less each is than the one before.
    for (const [position, [, count]] of counts.entries()) writer.sint64(count - (counts[position - 1]?.[1] ?? 0))
    writer.ldelim()
  }
  writer.uint32(varint(15)).int64(at)
}

/**
 * Native histograms of integers as a request of Prometheus' remote write 1.0, whose `TimeSeries` carries them in field 4:
 * https://github.com/prometheus/prometheus/blob/main/prompb/types.proto
 */
export function nativeHistogramBody(metric: string, samples: readonly HistogramSample[]): Uint8Array {
  const writer = protobuf.Writer.create()
  for (const sample of samples) {
    writer.uint32(delimited(1)).fork()
    const labels = Object.entries({ __name__: metric, ...sample.labels })
    for (const [name, value] of labels.sort(([one], [other]) => (one < other ? -1 : 1)))
      writer.uint32(delimited(1)).fork().uint32(delimited(1)).string(name).uint32(delimited(2)).string(value).ldelim()
    writer.uint32(delimited(4)).fork()
    writeHistogram(writer, sample)
    writer.ldelim()
    writer.ldelim()
  }
  return snappy.compress(Uint8Array.from(writer.finish()))
}
