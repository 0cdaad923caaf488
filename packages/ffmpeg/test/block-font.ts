/** A font made by hand, of black boxes: a letter is `width` of 1000 broad, and its box stands on its line, 700 high. */
export function blockFont(
  letters: Readonly<Record<string, number>>,
  {
    family = 'Blocks',
    fsType = 0,
    cmapLimit = 0,
  }: { family?: string; fsType?: number; cmapLimit?: number } = {},
): Buffer {
  const glyphs = Object.entries(letters).sort(([a], [b]) => (a < b ? -1 : 1))
  const box = (width: number) => {
    // One contour of four points, each given in whole words.
    const header = words(1, 0, 0, width, 700, 3, 0)
    const xs = words(0, 0, width, 0)
    const ys = words(0, 700, 0, -700)
    return Buffer.concat([header, Buffer.from([1, 1, 1, 1]), xs, ys])
  }
  const outlines = [Buffer.alloc(0), ...glyphs.map(([, width]) => box(width))]
  const offsets = outlines.map((_, at) => outlines.slice(0, at).reduce((sum, { length }) => sum + length, 0))
  const loca = Buffer.concat([...offsets, Buffer.concat(outlines).length].map((offset) => longs(offset)))
  const groups = glyphs.map(([letter], at) =>
    longs(letter.codePointAt(0) ?? 0, letter.codePointAt(0) ?? 0, at + 1),
  )
  const cmap = Buffer.concat([
    ...[
      words(0, 1, 3, 10),
      longs(12),
      words(12, 0),
      longs(16 + 12 * groups.length, 0, groups.length + cmapLimit),
    ],
    ...groups,
  ])
  const text = Buffer.from(family, 'utf16le').swap16()
  const name = Buffer.concat([words(0, 1, 18, 3, 1, 0x409, 1, text.length, 0), text])
  const os2 = Buffer.alloc(78)
  os2.writeUInt16BE(fsType, 8)
  os2.writeUInt16BE(900, 4)
  os2.writeUInt16BE(0x0021, 62)
  os2.writeUInt16BE(800, 74)
  os2.writeUInt16BE(200, 76)
  const head = Buffer.alloc(54)
  head.writeUInt32BE(0x00010000, 0)
  head.writeUInt32BE(0x5f0f3cf5, 12)
  head.writeUInt16BE(1000, 18)
  head.writeUInt16BE(0x0003, 44)
  head.writeInt16BE(1, 50)
  const hhea = Buffer.alloc(36)
  hhea.writeUInt32BE(0x00010000, 0)
  hhea.writeInt16BE(800, 4)
  hhea.writeInt16BE(-200, 6)
  hhea.writeUInt16BE(outlines.length, 34)
  const maxp = Buffer.alloc(32)
  maxp.writeUInt32BE(0x00010000, 0)
  maxp.writeUInt16BE(outlines.length, 4)
  maxp.writeUInt16BE(4, 6)
  maxp.writeUInt16BE(1, 8)
  const hmtx = Buffer.concat([words(500, 0), ...glyphs.map(([, width]) => words(width, 0))])
  const post = Buffer.alloc(32)
  post.writeUInt32BE(0x00030000, 0)
  return fileOf({
    'OS/2': os2,
    cmap,
    glyf: Buffer.concat(outlines),
    head,
    hhea,
    hmtx,
    loca,
    maxp,
    name,
    post,
  })
}

function fileOf(tables: Readonly<Record<string, Buffer>>): Buffer {
  const entries = Object.entries(tables)
  let offset = 12 + 16 * entries.length
  const directory = entries.map(([tag, { length }]) => {
    const record = Buffer.concat([Buffer.from(tag.padEnd(4)), longs(0, offset, length)])
    offset += length
    return record
  })
  return Buffer.concat([
    longs(0x00010000),
    words(entries.length, 0, 0, 0),
    ...directory,
    ...Object.values(tables),
  ])
}

const words = (...values: number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.from([(value >> 8) & 255, value & 255])))
const longs = (...values: number[]): Buffer =>
  Buffer.concat(values.flatMap((value) => [words(value >>> 16, value & 0xffff)]))
