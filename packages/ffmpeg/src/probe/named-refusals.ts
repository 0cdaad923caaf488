import { MediaUnreadable } from '../errors.ts'
import { beginningOf } from './file-beginning.ts'

const beginningBytes = 32
const isAnimated = 0x02

/**
 * Pictures that many programs write and that are not read here, by name: what is told of them otherwise is that they are
 * damaged, or half of what is in them would be lost without a word. Throws MediaUnreadable.
 */
export async function refuseByName(path: string): Promise<void> {
  const why = whyNot(await beginningOf(path, beginningBytes))
  if (why !== null) throw new MediaUnreadable('PICTURE_UNSUPPORTED', why)
}

function whyNot(bytes: Buffer): string | null {
  const word = (at: number) => bytes.toString('latin1', at, at + 4)
  if (
    word(0) === 'RIFF' &&
    word(8) === 'WEBP' &&
    word(12) === 'VP8X' &&
    ((bytes[20] ?? 0) & isAnimated) !== 0
  )
    return 'The file is an animated WebP, which is not read here. Make a GIF, an APNG, or a WebM with alpha of it.'
  if (word(4) !== 'ftyp') return null
  const brand = word(8)
  if (['avif', 'avis'].includes(brand))
    return 'The file is an AVIF, whose alpha would be lost here. Save it as PNG, JPEG or WebP.'
  if (['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].includes(brand))
    return 'The file is a HEIC or HEIF photo, which is not read here. Save it as JPEG, PNG or WebP.'
  return null
}
