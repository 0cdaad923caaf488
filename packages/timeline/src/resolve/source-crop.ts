import type { Size } from './placement.ts'
import { refuse, type Findings } from './problems.ts'

/** What is left of a source, in parts of its width and height. */
export interface SourceCrop {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** As little as this is left of a side at least. */
const leastShare = 0.01

/** Null where all of it is left, or nothing: the latter is reported. */
export function sourceCropOf(
  crop: { readonly [side in 'left' | 'top' | 'right' | 'bottom']?: number },
  pointer: string,
  findings: Findings,
): SourceCrop | null {
  const { left = 0, top = 0, right = 0, bottom = 0 } = crop
  const width = 1 - left - right
  const height = 1 - top - bottom
  if (left + top + right + bottom === 0) return null
  if (width >= leastShare && height >= leastShare) return { left, top, width, height }
  const sides = width < leastShare ? 'left and right' : 'top and bottom'
  refuse(
    findings,
    'CROP_TOO_LARGE',
    `${pointer}/crop`,
    `${sides} cut off next to everything`,
    `Let ${sides} be ${1 - leastShare} together at most.`,
  )
  return null
}

export const croppedSize = (source: Size, crop: SourceCrop | null): Size =>
  crop === null ? source : { width: source.width * crop.width, height: source.height * crop.height }
