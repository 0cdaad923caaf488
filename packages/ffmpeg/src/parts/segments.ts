import { strict as assert } from 'node:assert'
import type { PartFile } from './part-files.ts'
import { OutputInvalid } from '../errors.ts'
import { beginningOf } from '../probe/file-beginning.ts'

/** A segment, as its own index says. */
export interface Segment {
  readonly part: PartFile
  /** In units of the time scale. */
  readonly start: number
  readonly duration: number
  readonly timescale: number
  readonly beginsWithKeyFrame: boolean
}

/** An index is in the first bytes, behind the type of the segment. */
const headBytes = 256

/** Reads the `sidx` (ISO/IEC 14496-12 §8.16.3) of a segment that is one fragment. Throws OutputInvalid. */
export async function readSegment(part: PartFile): Promise<Segment> {
  const head = await beginningOf(part.file, headBytes)
  const at = head.indexOf('sidx', 0, 'latin1')
  if (at < 0) throw new OutputInvalid([`${part.path} has no index`])
  const version = head.readUInt8(at + 4)
  const timescale = head.readUInt32BE(at + 12)
  const wide = version === 0 ? 0 : 1
  const start = wide === 0 ? head.readUInt32BE(at + 16) : Number(head.readBigUInt64BE(at + 16))
  const reference = at + 16 + (wide === 0 ? 8 : 16) + 4
  assert(reference + 12 <= head.length, 'an index of one fragment is short')
  const duration = head.readUInt32BE(reference + 4)
  const beginsWithKeyFrame = head.readUInt8(reference + 8) >= 0x80
  return { part, start, duration, timescale, beginsWithKeyFrame }
}

/** What players have to know before they load anything: `avc1` with the profile and level of the stream (RFC 6381). */
export async function avcCodecIn(part: PartFile): Promise<string> {
  const head = await beginningOf(part.file, 4096)
  const at = head.indexOf('avcC', 0, 'latin1')
  if (at < 0) throw new OutputInvalid([`${part.path} does not say how its picture is encoded`])
  return `avc1.${head.subarray(at + 5, at + 8).toString('hex')}`
}
