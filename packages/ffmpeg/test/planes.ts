import { height, width } from './films.ts'

/** A frame of a composition in yuv420p or yuv422p10le: values from 0 to 255, or to 1023. */
export interface Planes {
  readonly y: ArrayLike<number>
  readonly u: ArrayLike<number>
  readonly v: ArrayLike<number>
}

/** The raw frames of a composition in the size of the tests. */
export function planesOf(raw: Buffer, bits: 8 | 10 = 8): Planes[] {
  const values = bits === 8 ? new Uint8Array(raw) : new Uint16Array(new Uint8Array(raw).buffer)
  const luma = width * height
  const chroma = bits === 8 ? luma / 4 : luma / 2
  const length = luma + 2 * chroma
  return Array.from({ length: values.length / length }, (_, at) => {
    const frame = values.subarray(at * length, (at + 1) * length)
    return {
      y: frame.subarray(0, luma),
      u: frame.subarray(luma, luma + chroma),
      v: frame.subarray(luma + chroma),
    }
  })
}

/** How far the values of one plane are from those of another, at most. */
export function furthest(plane: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let most = plane.length === wanted.length ? 0 : Infinity
  for (let at = 0; at < plane.length; at++) {
    most = Math.max(most, Math.abs((plane[at] ?? NaN) - (wanted[at] ?? NaN)))
  }
  return most
}
