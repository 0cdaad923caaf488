/** A GIF made by hand: frames of one colour each, `red`, `green`, `blue` or `clear`, on for so many hundredths. */
export function unevenGif(
  frames: readonly (readonly ['red' | 'green' | 'blue' | 'clear', number])[],
  side = 16,
): Buffer {
  const colors = ['red', 'green', 'blue', 'clear']
  const word = (value: number) => [value & 255, value >> 8]
  const palette = [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0]
  const header = [...Buffer.from('GIF89a'), ...word(side), ...word(side), 0xf1, 0, 0, ...palette]
  const bodies = frames.flatMap(([color, hundredths]) => [
    // Gone before the next one; the last colour is transparent.
    ...[0x21, 0xf9, 4, 0x09, ...word(hundredths), 3, 0],
    ...[0x2c, 0, 0, 0, 0, ...word(side), ...word(side), 0, ...coded(colors.indexOf(color), side * side)],
  ])
  return Buffer.from([...header, ...bodies, 0x3b])
}

/** A clear code before each two pixels keeps all codes at three bits. */
function coded(index: number, count: number): number[] {
  const codes = Array.from({ length: count }, (_, at) => (at % 2 === 0 ? [4, index] : [index])).flat()
  const bits = [...codes, 5].flatMap((code) => [code & 1, (code >> 1) & 1, code >> 2])
  const bytes = Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
    bits.slice(8 * at, 8 * at + 8).reduce((sum, bit, place) => sum + (bit << place), 0),
  )
  const blocks: number[] = []
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.slice(at, at + 255)
    blocks.push(block.length, ...block)
  }
  return [2, ...blocks, 0]
}
