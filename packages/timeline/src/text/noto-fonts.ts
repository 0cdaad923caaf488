import type { Font, FontStyle, FontWeight } from './fonts.ts'
import { notoFaces, type NotoFace } from './noto-faces.ts'

/** What a text may be set in. */
export type NotoFamily = 'noto-sans' | 'noto-serif' | 'noto-mono'
/** All that come with the product: some are there for what the others cannot write. */
type AnyNoto = keyof typeof notoFaces

interface NamedFace extends NotoFace {
  readonly name: string
}

const styles = [
  { key: 'normal', suffix: '' },
  { key: 'bold', suffix: ' Bold' },
  { key: 'italic', suffix: ' Italic' },
  { key: 'boldItalic', suffix: ' Bold Italic' },
] as const

const bySha256 = new Map<string, NamedFace>(
  Object.values(notoFaces).flatMap((faces) =>
    styles.flatMap(({ key, suffix }): [string, NamedFace][] =>
      key in faces ? [named(faces as Faces, key, suffix)] : [],
    ),
  ),
)

type Faces = { readonly name: string } & Readonly<Record<(typeof styles)[number]['key'], NotoFace>>

function named(faces: Faces, key: keyof Omit<Faces, 'name'>, suffix: string): [string, NamedFace] {
  return [faces[key].sha256, { ...faces[key], name: `${faces.name}${suffix}` }]
}

export const notoFaceOf = (sha256: string): NamedFace | undefined => bySha256.get(sha256)
export const isNoto = ({ sha256 }: Font): boolean => bySha256.has(sha256)

/** Null for one that is not there in italic. */
export function notoFont(family: AnyNoto, weight: FontWeight, style: FontStyle): Font | null {
  const faces = notoFaces[family]
  if (style === 'normal') return fontOf(faces[weight])
  return 'italic' in faces ? fontOf(weight === 'bold' ? faces.boldItalic : faces.italic) : null
}

const fontOf = ({ fileName, sha256 }: NotoFace): Font => ({ fileName, sha256 })
