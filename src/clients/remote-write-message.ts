import protobuf from 'protobufjs/minimal.js'
import snappy from 'snappyjs'
import type { TimedSample } from '../analysis/sample.ts'

type Writer = ReturnType<typeof protobuf.Writer.create>

/** Wire type 2, a length and so many bytes, of this field. */
const delimited = (field: number) => (field << 3) | 2
const fixed64 = (field: number) => (field << 3) | 1
const varint = (field: number) => field << 3

function writeLabel(writer: Writer, name: string, value: string): void {
  writer.uint32(delimited(1)).fork()
  writer.uint32(delimited(1)).string(name).uint32(delimited(2)).string(value)
  writer.ldelim()
}

function writeSeries(writer: Writer, { name, labels, value, at }: TimedSample): void {
  // Prometheus does not tell a label without a value from none.
  const own = Object.entries(labels).filter(([, text]) => text !== '')
  writer.uint32(delimited(1)).fork()
  // Receivers want labels in order.
  for (const [label, text] of [['__name__', name] as const, ...own].sort(([one], [other]) => (one < other ? -1 : 1)))
    writeLabel(writer, label, text)
  writer.uint32(delimited(2)).fork()
  writer.uint32(fixed64(1)).double(value).uint32(varint(2)).int64(at)
  writer.ldelim()
  writer.ldelim()
}

/**
 * The body of a request of Prometheus' remote write 1.0 (`prometheus.WriteRequest` as Protocol Buffers, in Snappy's block
 * format): https://prometheus.io/docs/specs/prw/remote_write_spec/
 */
export function remoteWriteBody(samples: readonly TimedSample[]): Uint8Array {
  const writer = protobuf.Writer.create()
  for (const sample of samples) writeSeries(writer, sample)
  return snappy.compress(Uint8Array.from(writer.finish()))
}
