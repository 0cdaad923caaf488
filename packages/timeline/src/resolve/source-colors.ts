import type { AssetFacts } from '@framewright/schemas'
import type { ColorMatrix, WideColors } from '../resolved-timeline.ts'
import { isVector } from './source-facts.ts'

const matrixOfTag: Readonly<Record<string, ColorMatrix>> = {
  bt709: 'bt709',
  smpte170m: 'bt601',
  bt470bg: 'bt601',
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
}
const isRgb = /^(gbr|rgb|bgr|argb|abgr|0rgb|0bgr|pal8)/

/** What the file says; if it says nothing, what nearly all such files are: HD is bt709, SD is bt601. */
export function colorMatrixOf({ media }: Pick<AssetFacts, 'media'>): ColorMatrix {
  const { video } = media
  // What is drawn comes in the colours of video.
  if (isVector({ media })) return 'bt709'
  // Stills are RGB, or JPEG with a matrix of its own: ffmpeg knows.
  if (video === null || media.kind === 'image' || isRgb.test(video.pixelFormat)) return 'auto'
  const tag = video.colorSpace ?? null
  if (tag !== null && tag !== 'unknown') return matrixOfTag[tag] ?? 'auto'
  if (wideColorsOf({ media }) !== null) return 'bt2020'
  return Math.min(video.width, video.height) >= 720 ? 'bt709' : 'bt601'
}

/** Colours that a screen of bt709 does not have; null where it has them all. */
export function wideColorsOf({ media }: Pick<AssetFacts, 'media'>): WideColors | null {
  const { colorTransfer, colorPrimaries } = media.video ?? {}
  if (media.kind === 'image') return null
  if (colorTransfer === 'smpte2084') return 'pq'
  if (colorTransfer === 'arib-std-b67') return 'hlg'
  return colorPrimaries === 'bt2020' ? 'bt2020' : null
}
