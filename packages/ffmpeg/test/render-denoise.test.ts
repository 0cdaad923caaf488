import type { ClipEffect, VideoTrack } from '@framewright/schemas'
import { test } from 'tap'
import { openEffectStudio, tenBits } from './effect-stills.ts'
import { edit, height, width } from './films.ts'
import { planesOf, type Planes } from './planes.ts'

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const deviation = (values: readonly number[]): number => {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)))
}

/** Luma in columns from one to before another. */
const columns = ({ y }: Planes, from: number, to: number): number[] =>
  Array.from(y).filter((_, at) => at % width >= from && at % width < to)

test('denoise', async (t) => {
  const { studio, cutout, compared } = await openEffectStudio(t)
  const size = { width, height }
  // Even noise that is 30 wide has a deviation of 30 / sqrt(12), 8.7; video levels make 7.4 of it.
  const filters = `color=black:s=${width}x${height},format=gray,geq=lum='if(lt(X,80),60,180)+30*random(0)-15'`
  const noisy = (await studio.image('noisy.png', filters, size)).facts.assetId
  const deviationOfNoise = ((30 / Math.sqrt(12)) * 219) / 255

  await t.test('takes noise that is as strong as is said, and leaves edges', async (t) => {
    const strengths = [(deviationOfNoise / 219) * 20, 0.07]
    const effects = strengths.map((strength): ClipEffect => ({ type: 'denoise', strength }))
    for (const bits of [8, 10] as const) {
      const scale = 2 ** (bits - 8)
      const { plain, affected } = await compared(noisy, effects, bits)
      const [strong, weak] = affected as [Planes, Planes]
      for (const [from, to, gray] of [
        [0, 72, 60],
        [88, 160, 180],
      ] as const) {
        const before = deviation(columns(plain, from, to))
        t.ok(Math.abs(before / (deviationOfNoise * scale) - 1) < 0.05, `there is noise of ${before}`)
        const after = deviation(columns(strong, from, to))
        t.ok(after < before / 4, `${after} is left of ${before}`)
        const [little, middle] = [deviation(columns(weak, from, to)), mean(columns(strong, from, to))]
        t.ok(little > 0.8 * before && little < before, `a tenth of that strength leaves ${little}`)
        // Half a code less, as the picture has whole ones of which the rest was cut off.
        t.ok(Math.abs(middle / scale - (16 + ((gray - 0.5) * 219) / 255)) < 0.4, `the shade stays: ${middle}`)
      }
      const step = (120 * 219 * scale) / 255
      const edge = mean(columns(strong, 80, 81)) - mean(columns(strong, 79, 80))
      t.ok(Math.abs(edge / step - 1) < 0.15, `the edge is ${edge} of ${step}`)
    }
  })

  await t.test('is the same on other processors, in whatever size, and leaves alpha', async (t) => {
    for (const outputs of [undefined, tenBits]) {
      const effects: ClipEffect[] = [{ type: 'denoise', strength: 1 }]
      const cutouts = [1, 0.05, 0.21].map((scale): VideoTrack => {
        const clip = { type: 'image', asset: cutout, duration: 0.1, scale, fit: 'fill', effects } as const
        return { kind: 'video', clips: [clip] }
      })
      const given = edit(10, cutouts, outputs)
      const frame = await studio.compose(given)
      t.ok((await studio.compose(given, ['-cpuflags', 'sse2', '-filter_complex_threads', '1'])).equals(frame))
      // Nothing of the largest one is in its last columns: they are black.
      const [{ y }] = planesOf(frame, outputs === undefined ? 8 : 10) as [Planes]
      const last = Array.from({ length: height }, (_, row) => y[(row + 1) * width - 2])
      t.same(new Set(last), new Set([outputs === undefined ? 16 : 64]))
    }
  })
})
