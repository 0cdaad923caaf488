import { join } from 'node:path'
import type { PlannedPicture, RenderPlan, StreamCopy } from '@framewright/timeline'
import type { FfmpegCommand } from '../ffmpeg-command.ts'
import { demuxerIn, inputArgs, secondsText } from '../input-args.ts'
import { outputPath, soundInputs, soundMap } from '../output-files.ts'
import type { SoundFile } from '../sound/sound-command.ts'
import { captionFiles, captionInputs, captionMap } from './caption-tracks.ts'
import { containerArgs } from './container-args.ts'
import { metadataArgs } from './metadata-args.ts'

export type CopiedPicture = PlannedPicture & { readonly copy: StreamCopy }

export const copiesOf = ({ outputs }: RenderPlan): CopiedPicture[] =>
  outputs.flatMap((output) =>
    output.video !== null && output.copy !== undefined ? [{ ...output, copy: output.copy }] : [],
  )

/** Frames that are decoded before they are shown make a picture run ahead of its sound: by 16 of them at most in H.264. */
const mostAhead = 32

/**
 * Packets behind the last are dropped. At `-frames:v` ffmpeg would end the file there and then, its sound too, which comes
 * later by as many frames as are decoded before they are shown. `-t` only saves it from reading all that is left of the source.
 */
const onlyFrames = ({ frameCount, frameRate: { num, den } }: RenderPlan): string[] => [
  ...['-bsf:v', `noise=amount=0:drop=gte(n\\,${frameCount})`],
  ...['-t', secondsText(Math.ceil(((frameCount + mostAhead) * den * 1_000_000) / num))],
]

/** The packets of a source with the sound of the film. How many there are is counted, as of everything else. */
export function copyCommand(
  plan: RenderPlan,
  output: CopiedPicture,
  folder: string,
  sourcePath: (sha256: string) => string,
  sounds: readonly SoundFile[],
): FfmpegCommand {
  const { sha256, stream = 0, inMicroseconds, firstFrame } = output.copy
  const source = {
    ...{ path: sourcePath(sha256), demuxer: demuxerIn(plan, sha256), decoderThreads: 1 },
    ...{ of: 'picture' as const, seekMicroseconds: firstFrame === 0 ? 0 : inMicroseconds },
  }
  const at = plan.outputs.findIndex(({ name }) => name === output.name)
  const captions = captionFiles(plan, [output], join(folder, `copy-${at}`))
  const path = outputPath(folder, at, output.container)
  return {
    args: [
      ...['-hide_banner', '-xerror', ...inputArgs(source), ...soundInputs(sounds).flatMap(inputArgs)],
      ...captionInputs(captions),
      ...['-map', `0:v:${stream}`, '-c:v', 'copy', ...onlyFrames(plan)],
      // The tag that Apple's players want.
      ...(output.video.codec === 'hevc' ? ['-tag:v', 'hvc1'] : []),
      ...soundMap(output, sounds, 1),
      ...captionMap(output, captions, 1 + sounds.length),
      ...containerArgs(output),
      ...metadataArgs(plan),
      path,
    ],
    files: captions,
    outputs: [{ name: output.name, path }],
    frameCount: plan.frameCount,
  }
}
