import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Font } from '@framewright/timeline'
import { notoFiles } from './noto-files.ts'

/** A text cannot be drawn: its font is not there, or is another one than the plan was made for. */
export class FontMissing extends Error {
  override readonly name = 'FontMissing'
  readonly code = 'FONT_MISSING'
  readonly fileName: string

  constructor(font: Font, why: string, options?: ErrorOptions) {
    super(`the font ${font.fileName} ${why}`, options)
    this.fileName = font.fileName
  }
}

/** How far letters may reach out of their line, in sizes: so far, and with a font that nobody knows as far as it says. */
export const overhangOf = ({ own }: Font, usual: number): number =>
  own === undefined ? usual : Math.max(usual, Math.max(own.ascent, own.descent) / own.unitsPerEm)

const { resolve } = createRequire(import.meta.url)
const found = new Map<string, string>()

/** Where a font of the package is; checked against its hash, once, because a font decides pixels. */
export function bundledFontPath(font: Font): string {
  const known = found.get(font.sha256)
  if (known !== undefined) return known
  let path: string
  let bytes: Buffer
  try {
    path = packagedPath(font.fileName)
    bytes = readFileSync(path)
  } catch (cause: unknown) {
    throw new FontMissing(font, 'is not installed', { cause })
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (sha256 !== font.sha256) throw new FontMissing(font, `has the hash ${sha256}, not ${font.sha256}`)
  found.set(font.sha256, path)
  return path
}

function packagedPath(fileName: string): string {
  const noto = notoFiles[fileName]
  return noto === undefined
    ? resolve(`dejavu-fonts-ttf/ttf/${fileName}`)
    : join(dirname(resolve(noto.package)), noto.path)
}
