import type { FrameMotion } from './camera-motion.ts'

/**
 * How far the view of each frame has to be moved so that the camera goes an even way: to where a straight line lies that is
 * laid through its places in so many frames before and after, by least squares, the nearer ones counting more. A pan that
 * is even stays as it is, also where the clip begins and ends. Each goes by those frames and no others, so that a part of a clip
 * comes to the same.
 *
 * @param motions of each frame since the one before; that of the first is not looked at
 */
export function steadied(motions: readonly FrameMotion[], radius: number): FrameMotion[] {
  const weightOf = (away: number) => {
    const share = away / (radius + 1)
    return (1 - share * share) * (1 - share * share)
  }
  return motions.map((_, frame) => {
    const sums = { weight: weightOf(0), first: 0, second: 0 }
    const [values, slopes] = [
      { x: 0, y: 0, turn: 0 },
      { x: 0, y: 0, turn: 0 },
    ]
    for (const way of [1, -1]) {
      const at = { x: 0, y: 0, turn: 0 }
      for (let away = 1; away <= radius; away++) {
        // Onwards that frame has come there since, backwards the one after it has.
        const step = motions[way > 0 ? frame + away : frame - away + 1]
        if (step === undefined || frame + way * away < 0) break
        const weight = weightOf(away)
        sums.weight += weight
        sums.first += weight * way * away
        sums.second += weight * away * away
        for (const key of ['x', 'y', 'turn'] as const) {
          at[key] += way * step[key]
          values[key] += weight * at[key]
          slopes[key] += weight * way * away * at[key]
        }
      }
    }
    const spread = sums.weight * sums.second - sums.first * sums.first
    const here = (key: keyof FrameMotion) =>
      spread > 0 ? (sums.second * values[key] - sums.first * slopes[key]) / spread : 0
    return { x: here('x'), y: here('y'), turn: here('turn') }
  })
}
