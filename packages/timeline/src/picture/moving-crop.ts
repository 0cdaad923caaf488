import type { Crop, Flip, Rational } from '@framewright/schemas'
import { curveThrough, keysOf, valuesOf, type Varying } from './curve.ts'
import type { KenBurns } from './ken-burns.ts'
import { evenSize, type FitName, type Size } from '../resolve/placement.ts'
import { refuse, type Findings } from '../resolve/problems.ts'
import { croppedSize, sourceCropOf, type SourceCrop } from '../resolve/source-crop.ts'
import { frameLocal, type Reach } from '../reach.ts'
import type { PictureClip, Placement } from '../resolved-timeline.ts'

/** Each frame of it is made of that frame of its clip, and of its number. */
export const movingCropReach: Reach = frameLocal

/** What is seen of a source that is made `width` x `height`, as a window that moves over it; in parts of its sides. */
export interface CropWindow extends Size {
  readonly left: Varying
  readonly top: Varying
  readonly seenWidth: Varying
  readonly seenHeight: Varying
}

/** As far as this from its place, in pixels, a point is not seen to be. */
const mostPixelsOff = 1 / 64
/** A source is made no larger than so many times what its widest window is fitted to. */
const mostEnlarged = 2
const longestSide = 8192
/** Sizes are even: so far two of them are apart that are meant to be one. */
const mostSizesApart = 2

/** A crop on each frame of a clip. */
export type CropPath = readonly SourceCrop[]

const sides = ['left', 'top', 'right', 'bottom'] as const
/** The most that an easing which overshoots cuts off. */
const mostOfSide = 0.99

/** What is left of a source: the same on all frames, or a path where that changes. What is wrong is reported. */
export function resolveCrop(
  crop: Crop | undefined,
  pointer: string,
  frameCount: number,
  rate: Rational,
  findings: Findings,
): { readonly sourceCrop: SourceCrop | null; readonly path: CropPath | null } {
  const values = sides.map((side) => {
    const share = crop?.[side] ?? 0
    if (typeof share === 'number') return [share]
    return valuesOf(keysOf(share, `${pointer}/crop/${side}`, rate, findings), frameCount).map(withinSide)
  })
  const at = (frame: number) =>
    Object.fromEntries(sides.map((side, index) => [side, values[index]?.[frame] ?? values[index]?.[0] ?? 0]))
  const first = at(0)
  if (values.every((side) => side.every((one) => one === side[0])))
    return { sourceCrop: sourceCropOf(first, pointer, findings), path: null }
  const path: SourceCrop[] = []
  for (let frame = 0; frame < frameCount; frame++) {
    const before = findings.problems.length
    const left = sourceCropOf(at(frame), pointer, findings)
    if (findings.problems.length > before) return { sourceCrop: null, path: null }
    path.push(left ?? { left: 0, top: 0, width: 1, height: 1 })
  }
  return { sourceCrop: null, path }
}

const withinSide = (share: number): number => Number(Math.min(mostOfSide, Math.max(0, share)).toFixed(6))

/** The smallest of the windows of a path: by it a picture is enlarged most. */
export const smallestOf = (path: CropPath): SourceCrop | null =>
  path.reduce<SourceCrop | null>((least, one) => (least && least.width <= one.width ? least : one), null)

interface Cropped {
  readonly path: CropPath
  readonly source: Size
  readonly fit: FitName
  readonly flip: Flip | undefined
  readonly hasKenBurns: boolean
  readonly placement: Placement
  /** Where something is placed of which so much is left. */
  readonly place: (source: Size) => Placement
}

/** Null where that is not possible, which is reported. */
export function cropWindowOf(
  { path, source, fit, flip, hasKenBurns, placement, place }: Cropped,
  pointer: string,
  findings: Findings,
): CropWindow | null {
  const obstacle = hasKenBurns
    ? 'kenBurns moves over the same picture'
    : fit === 'blur'
      ? 'with "fit": "blur" it is shown in two sizes at once'
      : path.some((crop) => !isSameSize(place(croppedSize(source, crop)), placement))
        ? `what is left changes its shape, and "fit": "${fit}" makes a picture of another size of it`
        : null
  if (obstacle !== null) {
    refuse(
      findings,
      'CROP_CANNOT_MOVE',
      `${pointer}/crop`,
      `a crop changes over the clip, and ${obstacle}`,
      hasKenBurns
        ? 'Use one of the two.'
        : 'Use "fit": "cover" or "fill", keep its shape, or let a mask change in its place.',
    )
    return null
  }
  const seen = path.map((crop) => mirrored(seenIn(crop, source, fit, placement), flip))
  const [width, height] = (['width', 'height'] as const).map((side) =>
    madeSide(
      placement[side],
      source[side],
      seen.map((one) => one[side]),
    ),
  ) as [number, number]
  const curve = (key: keyof SourceCrop) =>
    curveThrough(
      Float64Array.from(seen, (one) => one[key]),
      mostPixelsOff / (width + height),
    )
  return {
    ...{ width, height, left: curve('left'), top: curve('top') },
    ...{ seenWidth: curve('width'), seenHeight: curve('height') },
  }
}

const isSameSize = (one: Size, other: Size): boolean =>
  Math.abs(one.width - other.width) <= mostSizesApart && Math.abs(one.height - other.height) <= mostSizesApart

/** Where a fit cuts something off as well, its middle is seen. */
function seenIn(crop: SourceCrop, source: Size, fit: FitName, placement: Size): SourceCrop {
  if (fit !== 'cover') return crop
  const left = croppedSize(source, crop)
  const shape = placement.width / placement.height
  const width = crop.width * Math.min(1, (left.height * shape) / left.width)
  const height = crop.height * Math.min(1, left.width / shape / left.height)
  return {
    ...{ width, height },
    ...{ left: crop.left + (crop.width - width) / 2, top: crop.top + (crop.height - height) / 2 },
  }
}

function mirrored({ left, top, width, height }: SourceCrop, flip: Flip | undefined): SourceCrop {
  const isAcross = flip === 'horizontal' || flip === 'both'
  const isDown = flip === 'vertical' || flip === 'both'
  return { left: isAcross ? 1 - left - width : left, top: isDown ? 1 - top - height : top, width, height }
}

/** So that the widest window is not made smaller than it is shown, nor larger than the source has it. */
function madeSide(placed: number, source: number, shares: readonly number[]): number {
  // Of a clip of hours: too many to be arguments of a call.
  const least = shares.reduce((one, other) => Math.min(one, other))
  const most = shares.reduce((one, other) => Math.max(one, other))
  const fitted = placed / most
  const enlarged = Math.max(1, Math.min(most / least, source / fitted, mostEnlarged))
  const useful = Math.min(fitted * enlarged, Math.max(source, placed), longestSide)
  return evenSize(Math.max(placed, useful))
}

/** The size in which a picture is made for what moves over it; undefined where nothing does. */
export function movedOverSize(clip: PictureClip): Size | undefined {
  if (clip.kind === 'text') return undefined
  const moved: KenBurns | CropWindow | undefined = clip.kenBurns ?? clip.cropWindow
  return moved && { width: moved.width, height: moved.height }
}
