import { cameraMotion, type FrameMotion, type MovedField } from '@framewright/timeline'
import { OutputInvalid } from '../errors.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/**
 * How the camera moved from frame to frame, in pixels of a picture, from where `vidstabdetect` found parts of them again. It
 * has a line for each frame, `Frame 2 (List 1 [(LM 4 -6 346 81 48 0.601650 0.709201)])`: of each part how far, and where.
 */
export function motionsIn(text: string, frameCount: number, size: Size, measured: Size): FrameMotion[] {
  const lines = text.split('\n').filter((line) => line.startsWith('Frame '))
  const [across, down] = [size.width / measured.width, size.height / measured.height]
  // A full disk takes a part of it, and ffmpeg does not mind.
  if (lines.length !== frameCount)
    throw new OutputInvalid([`the motion of ${lines.length} frames was measured, not of ${frameCount}`])
  return lines.map((line) => {
    const count = Number(/^Frame \d+ \(List (\d+) /.exec(line)?.[1])
    const fields = [...line.matchAll(/LM (-?\d+) (-?\d+) (\d+) (\d+) /g)].map(
      ([, dx, dy, x, y]): MovedField => ({
        x: Number(x) * across - size.width / 2,
        y: Number(y) * down - size.height / 2,
        dx: Number(dx) * across,
        dy: Number(dy) * down,
      }),
    )
    if (fields.length !== count || !line.endsWith('])'))
      throw new OutputInvalid(['the motion of a clip was measured in part'])
    return cameraMotion(fields.sort(byPlace), Math.max(across, down))
  })
}

/** They come in the order in which threads found them, and sums of doubles go by their order. */
const byPlace = (a: MovedField, b: MovedField): number => a.y - b.y || a.x - b.x || a.dy - b.dy || a.dx - b.dx
