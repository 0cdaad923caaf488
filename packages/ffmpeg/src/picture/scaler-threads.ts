import { clipsIn, everyClip, movedOverSize, type PictureClip, type RenderPlan } from '@framewright/timeline'

/** What the scaler of a processor without AVX writes at once, and to what rows are filled up there, in samples. */
const [step, padding] = [16, 8]

/**
 * Whether the scaler is to have one thread. In more than eight bits it writes rows in steps of sixteen samples on processors
 * without AVX, which may be farther than they are filled up to: beyond the end of a row it then writes over the beginning of
 * the next one, and if that is another thread's, it may be finished already. One thread writes that row later.
 */
export function isScaledAlone(plan: RenderPlan): boolean {
  if (plan.pixelFormat === 'yuv420p') return false
  const pictures = plan.outputs.flatMap((output) =>
    output.video === null ? [] : [output, ...(output.ladder?.lower ?? [])],
  )
  const widths = [
    plan.width,
    ...pictures.flatMap(({ width, picture }) => [width, picture.width]),
    ...everyClip(clipsIn(plan)).flatMap(widthsOf),
  ]
  return widths.some((width) => isBeyond(width) || isBeyond(width / 2))
}

const isBeyond = (samples: number): boolean => samples % step > 0 && samples % step <= padding

/** One that nobody can tell. */
const anyWidth = 1

function widthsOf(clip: PictureClip): number[] {
  if (clip.transform !== undefined) return [anyWidth]
  if (clip.kind === 'text') return []
  const { placement, contained, effects = [] } = clip
  if (movedOverSize(clip) !== undefined || contained !== undefined) return [anyWidth]
  if (effects.some(({ type }) => type === 'pixelate' || type === 'grain')) return [anyWidth]
  const { scaledWidth, width, x } = placement
  // What blends is cut off at the edge of the canvas.
  const seen = clip.blend === undefined ? [] : [x, x + width].map(Math.abs)
  return [scaledWidth, width, ...seen, ...(clip.kind === 'composition' ? [clip.composition.width] : [])]
}
