import { open, type FileHandle } from 'node:fs/promises'

/**
 * What a player is told of a picture before it decodes any of it: its size, its codec with all parameter sets, its colours,
 * and the clock that its times are in; by name.
 */
export type CodecHeader = ReadonlyMap<string, string>

/** Of a film of one picture; an index of an hour is some megabytes. */
const longestIndex = 64 * 1024 * 1024
const sampleEntryBytes = 86
/** Says of a file what it has of bits a second, which is of the file alone. */
const ofTheFile = ['btrt']

/** Reads the index of an MP4 or a MOV (ISO/IEC 14496-12). Null: there is none, or it is of no picture. */
export async function readCodecHeader(path: string): Promise<CodecHeader | null> {
  const file = await open(path)
  try {
    const index = await indexOf(file)
    return index === null ? null : headerIn(index)
  } finally {
    await file.close()
  }
}

async function indexOf(file: FileHandle): Promise<Buffer | null> {
  for (let at = 0; ;) {
    const { buffer: head, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, at)
    if (bytesRead < 8) return null
    const short = head.readUInt32BE(0)
    const size = short === 1 && bytesRead === 16 ? Number(head.readBigUInt64BE(8)) : short
    if (size < 8) return null
    if (head.toString('latin1', 4, 8) !== 'moov') at += size
    else {
      if (size > longestIndex) return null
      const { buffer, bytesRead: found } = await file.read(Buffer.alloc(size), 0, size, at)
      return found === size ? buffer : null
    }
  }
}

function headerIn(index: Buffer): CodecHeader | null {
  for (const track of boxesIn(index, 8).filter(({ name }) => name === 'trak')) {
    const media = inside(track.bytes, 'mdia')
    const clock = inside(media, 'mdhd')
    const entry = inside(inside(inside(media, 'minf'), 'stbl'), 'stsd')
    const isPicture = inside(media, 'hdlr')?.toString('latin1', 16, 20) === 'vide'
    if (!isPicture || clock === null || entry === null || entry.length < 16 + sampleEntryBytes) continue
    const sample = entry.subarray(16)
    const own = boxesIn(sample, sampleEntryBytes).filter(({ name }) => !ofTheFile.includes(name))
    return new Map([
      ['time scale', String(clock.readUInt32BE(clock.readUInt8(8) === 0 ? 20 : 28))],
      ['codec', sample.toString('latin1', 4, 8)],
      ['size', `${sample.readUInt16BE(32)}x${sample.readUInt16BE(34)}`],
      ['depth', String(sample.readUInt16BE(82))],
      ...own.map(({ name, bytes }): [string, string] => [name, bytes.toString('hex', 8)]),
    ])
  }
  return null
}

interface Box {
  readonly name: string
  /** With its own head. */
  readonly bytes: Buffer
}

/** Those that lie one after the other in a box, from a place in it on. */
function boxesIn(bytes: Buffer, from: number): Box[] {
  const boxes: Box[] = []
  for (let at = from; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at)
    if (size < 8 || at + size > bytes.length) break
    boxes.push({ name: bytes.toString('latin1', at + 4, at + 8), bytes: bytes.subarray(at, at + size) })
    at += size
  }
  return boxes
}

const inside = (bytes: Buffer | null, name: string): Buffer | null =>
  (bytes === null ? [] : boxesIn(bytes, 8)).find((box) => box.name === name)?.bytes ?? null
