import { basename } from 'node:path'
import type { PlannedLadder, PlannedPicture, RenderPlan } from '@framewright/timeline'
import type { FfmpegCommand } from '../ffmpeg-command.ts'
import { inputArgs, secondsText } from '../input-args.ts'
import { outputPath } from '../output-files.ts'
import { partPath } from './part-files.ts'

/** Where the other sizes of an output are encoded to, before they are cut into segments. */
export const lowerPath = (path: string, at: number): string => partPath(path, `lower-${at}.mp4`)

export const initName = (stream: number | string): string => `stream${stream}-init.mp4`
export const segmentName = (stream: number | string, number: number | string): string =>
  `stream${stream}-${typeof number === 'number' ? String(number).padStart(5, '0') : number}.m4s`

/** Where a picture of the plan is written to, be it an output or one of the sizes of one. */
export function picturePath({ outputs }: RenderPlan, output: PlannedPicture, folder: string): string {
  const at = outputs.findIndex((one) => one === output || lowerOf(one).includes(output))
  const path = outputPath(folder, at, output.container)
  const lower = lowerOf(outputs[at]).indexOf(output)
  return lower < 0 ? path : lowerPath(path, lower)
}

const lowerOf = (output: RenderPlan['outputs'][number] | undefined): readonly PlannedPicture[] =>
  output === undefined || output.video === null ? [] : (output.ladder?.lower ?? [])

/**
 * Cuts what is encoded into segments, all sizes at the same frames, the sound by itself. Nothing is encoded again. What
 * the muxer says of it (its .mpd) has averages of its own making, and is written anew when all is looked at.
 */
export function ladderCommands(plan: RenderPlan, folder: string): FfmpegCommand[] {
  return plan.outputs.flatMap((output) => {
    if (output.video === null || output.ladder === undefined) return []
    const path = picturePath(plan, output, folder)
    const pictures = [path, ...output.ladder.lower.map((_, at) => lowerPath(path, at))]
    const streams = [...pictures.map((_, at) => `${at}:v:0`), ...(output.audio === null ? [] : ['0:a:0'])]
    const prefix = partPath(basename(path), '')
    const manifest = partPath(path, 'manifest.mpd')
    return [
      {
        args: [
          ...['-hide_banner', '-xerror'],
          ...pictures.flatMap((picture) =>
            inputArgs({
              path: picture,
              demuxer: 'mov',
              seekMicroseconds: 0,
              decoderThreads: 1,
              of: 'picture',
            }),
          ),
          ...streams.flatMap((stream) => ['-map', stream]),
          ...['-c', 'copy', '-map_metadata', '-1', '-fflags', '+bitexact', '-f', 'dash'],
          ...['-seg_duration', secondsText(segmentMicroseconds(output.ladder, plan))],
          ...['-use_template', '1', '-use_timeline', '1', '-dash_segment_type', 'mp4'],
          // One of its sets takes pictures of one shape to the last digit, which the sizes of a ladder are not.
          ...['-adaptation_sets', streams.map((_, at) => `id=${at},streams=${at}`).join(' ')],
          ...['-init_seg_name', prefix + initName('$RepresentationID$')],
          ...['-media_seg_name', prefix + segmentName('$RepresentationID$', '$Number%05d$')],
          manifest,
        ],
        files: [],
        outputs: [{ name: `segments:${output.name}`, path: manifest }],
        frameCount: 0,
      },
    ]
  })
}

/** Not a frame too long: it is cut at the first key frame that is no earlier. */
const segmentMicroseconds = ({ segmentFrames }: PlannedLadder, { frameRate }: RenderPlan): number =>
  Math.floor((segmentFrames * frameRate.den * 1_000_000) / frameRate.num)
