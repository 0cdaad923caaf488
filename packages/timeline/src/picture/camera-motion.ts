/** Where a part of a picture is, from its middle, and how much farther the camera had gone there since the frame before. */
export interface MovedField {
  readonly x: number
  readonly y: number
  readonly dx: number
  readonly dy: number
}

/** What the camera did from one frame to the next: pixels of the picture, and radians clockwise. */
export interface FrameMotion {
  readonly x: number
  readonly y: number
  readonly turn: number
}

export const still: FrameMotion = { x: 0, y: 0, turn: 0 }

/** A field that is so far off, in steps of the measurement, counts half, to begin with and in the end. */
const [farSteps, nearSteps] = [16, 2]
const rounds = 12
/** Less than so much of all fields that agree are no camera: the scene has changed, or a hand is before it. */
const leastAgreeing = 0.3

/**
 * The one motion that most fields agree on: what moves by itself does not count. It is shifted, turned and made larger, by
 * least squares, weighted anew each time by how well each field fits; the growth is left out, as no camera in a hand shakes
 * that way. + - * / and square roots of doubles, so it is the same on every machine.
 *
 * @param step what a measured pixel is
 */
export function cameraMotion(fields: readonly MovedField[], step: number): FrameMotion {
  if (fields.length === 0) return still
  let fit = {
    x: middleOf(fields.map(({ dx }) => dx)),
    y: middleOf(fields.map(({ dy }) => dy)),
    turn: 0,
    growth: 0,
  }
  for (let round = 0; round < rounds; round++) {
    const halved = step * Math.max(nearSteps, farSteps / (round + 1))
    const weighted = fields.map((field) => {
      const offX = field.dx - (fit.x - fit.turn * field.y + fit.growth * field.x)
      const offY = field.dy - (fit.y + fit.turn * field.x + fit.growth * field.y)
      const off = (offX * offX + offY * offY) / (halved * halved)
      return { ...field, weight: 1 / ((1 + off) * (1 + off)) }
    })
    const agreeing = weighted.reduce((sum, { weight }) => sum + weight, 0)
    if (agreeing < leastAgreeing * fields.length) return still
    fit = fitted(weighted, agreeing)
  }
  return { x: fit.x, y: fit.y, turn: fit.turn }
}

function fitted(fields: readonly (MovedField & { readonly weight: number })[], weight: number) {
  const mean = (of: (field: MovedField) => number) =>
    fields.reduce((sum, field) => sum + field.weight * of(field), 0) / weight
  const at = { x: mean(({ x }) => x), y: mean(({ y }) => y) }
  const moved = { x: mean(({ dx }) => dx), y: mean(({ dy }) => dy) }
  const spread = mean(({ x, y }) => (x - at.x) * (x - at.x) + (y - at.y) * (y - at.y))
  const turned = mean(({ x, y, dx, dy }) => (x - at.x) * (dy - moved.y) - (y - at.y) * (dx - moved.x))
  const grown = mean(({ x, y, dx, dy }) => (x - at.x) * (dx - moved.x) + (y - at.y) * (dy - moved.y))
  const [turn, growth] = spread > 0 ? [turned / spread, grown / spread] : [0, 0]
  // In the middle of the picture.
  return { x: moved.x + turn * at.y - growth * at.x, y: moved.y - turn * at.x - growth * at.y, turn, growth }
}

function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
