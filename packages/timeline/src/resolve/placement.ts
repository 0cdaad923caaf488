import type { Contained, Placement } from '../resolved-timeline.ts'

export type FitName = 'contain' | 'cover' | 'fill' | 'none' | 'blur'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Sizes and places are even: a chroma sample covers two by two pixels, and half a one cannot be placed. */
export const evenSize = (value: number): number => Math.max(2, 2 * Math.round(value / 2))
const evenPlace = (value: number): number => 2 * Math.round(value / 2)

/** Where on the canvas a picture is shown, and how large it is made for that. */
export function placePicture(
  source: Size,
  canvas: Size,
  options: {
    readonly fit: FitName
    readonly scale: number
    readonly position: Point
    /** The point of the picture that stands there; its middle, where nothing is said. */
    readonly anchor?: Point
  },
): Placement {
  const { scale, position, anchor = { x: 0.5, y: 0.5 } } = options
  const fit = options.fit === 'blur' ? 'cover' : options.fit
  const box = { width: evenSize(canvas.width * scale), height: evenSize(canvas.height * scale) }
  const scaled = scaledSize(source, box, fit, scale)
  const width = fit === 'cover' ? Math.min(scaled.width, box.width) : scaled.width
  const height = fit === 'cover' ? Math.min(scaled.height, box.height) : scaled.height
  return {
    scaledWidth: scaled.width,
    scaledHeight: scaled.height,
    cropX: evenPlace((scaled.width - width) / 2),
    cropY: evenPlace((scaled.height - height) / 2),
    width,
    height,
    x: evenPlace(canvas.width * position.x - width * anchor.x),
    y: evenPlace(canvas.height * position.y - height * anchor.y),
  }
}

function scaledSize(source: Size, box: Size, fit: Exclude<FitName, 'blur'>, scale: number): Size {
  if (fit === 'fill') return box
  if (fit === 'none')
    return { width: evenSize(source.width * scale), height: evenSize(source.height * scale) }
  const byWidth = box.width / source.width
  const byHeight = box.height / source.height
  const limitedByWidth = fit === 'contain' ? byWidth <= byHeight : byWidth >= byHeight
  // The side that decides is the box's own: rounding must not leave a line of the background beside it.
  return limitedByWidth
    ? { width: box.width, height: evenSize(source.height * byWidth) }
    : { width: evenSize(source.width * byHeight), height: box.height }
}

/** Where all of a picture stands within its box; null where that leaves no room round it. */
export function containedIn(source: Size, box: Size): Contained | null {
  const { width, height } = scaledSize(source, box, 'contain', 1)
  if (width === box.width && height === box.height) return null
  return { width, height, x: evenPlace((box.width - width) / 2), y: evenPlace((box.height - height) / 2) }
}

/** True where nothing of the canvas is left to be seen round it. */
export function coversCanvas(placement: Placement, canvas: Size): boolean {
  const { x, y, width, height } = placement
  return x <= 0 && y <= 0 && x + width >= canvas.width && y + height >= canvas.height
}

export function isOutOfSight(placement: Placement, canvas: Size): boolean {
  const { x, y, width, height } = placement
  return x >= canvas.width || y >= canvas.height || x + width <= 0 || y + height <= 0
}

/** The canvas in the middle, as large as it fits. Bars only where the shapes differ by more than rounding did. */
export function pictureIn(
  size: Size,
  canvas: Size,
): { readonly width: number; readonly height: number; readonly x: number; readonly y: number } {
  const { width, height, x, y } = placePicture(canvas, size, {
    fit: 'contain',
    scale: 1,
    position: { x: 0.5, y: 0.5 },
  })
  if (size.width - width <= 2 && size.height - height <= 2) return { ...size, x: 0, y: 0 }
  return { width, height, x, y }
}
