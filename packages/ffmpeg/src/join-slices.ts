import { strict as assert } from 'node:assert'
import { join, relative } from 'node:path'
import type { FrameSpan, PlannedFilm, PlannedOutput, PlannedPicture, RenderPlan } from '@framewright/timeline'
import type { CommandFile } from './command-files.ts'
import { captionFiles, captionInputs, captionMap } from './encode/caption-tracks.ts'
import { containerArgs } from './encode/container-args.ts'
import { metadataArgs } from './encode/metadata-args.ts'
import { picturesOf } from './encode/output-pictures.ts'
import type { FfmpegCommand } from './ffmpeg-command.ts'
import { inputArgs, secondsText } from './input-args.ts'
import { soundInputs, soundMap } from './output-files.ts'
import { picturePath } from './parts/ladder-command.ts'
import type { SoundFile } from './sound/sound-command.ts'

/** The file of a film that has a span of its frames. */
export interface FilmSlice {
  readonly name: string
  readonly path: string
  readonly span: FrameSpan
}

export const isFilm = (output: PlannedOutput): output is PlannedPicture & { readonly video: PlannedFilm } =>
  output.video !== null && 'keyframeInterval' in output.video

/**
 * The films of a plan from their slices, as they are encoded, with their finished sound. Each begins with a key frame
 * and refers to no other. It takes as long as copying.
 */
export function joinCommand(
  plan: RenderPlan,
  slices: readonly FilmSlice[],
  folder: string,
  sounds: readonly SoundFile[],
): FfmpegCommand {
  const films = picturesOf(plan).filter(isFilm)
  const lists = films.map(({ name }, at) =>
    listOf(plan, name, slices, folder, join(folder, `slices-${at}.txt`)),
  )
  const captions = captionFiles(plan, films, folder)
  const outputs = films.map((output) => ({
    name: output.name,
    path: picturePath(plan, output, folder),
  }))
  return {
    args: [
      ...['-hide_banner', '-xerror'],
      ...lists.flatMap(({ path }, at) => [
        ...(nobodyNeedsToDecode(films[at]?.video.codec) ? ['-codec_whitelist', 'none'] : []),
        ...['-protocol_whitelist', 'file', '-f', 'concat', '-i', path],
      ]),
      ...soundInputs(sounds).flatMap(inputArgs),
      ...captionInputs(captions),
      ...films.flatMap((output, at) => [
        ...['-map', `${at}:v:0`, '-c:v', 'copy'],
        // Which ffmpeg says of what it encodes itself.
        ...['-metadata:s:v:0', `encoder=Lavc ${output.video.encoder}`],
        ...soundMap(output, sounds, films.length),
        ...captionMap(output, captions, films.length + sounds.length),
        ...containerArgs(output),
        ...metadataArgs(plan),
        outputs[at]?.path ?? '',
      ]),
    ],
    files: [...lists, ...captions],
    outputs,
    frameCount: 0,
  }
}

/**
 * Of each slice ffmpeg decodes the first picture, to find out what its header says already: 30 ms at 1080p, which for an hour
 * is most of its time. Allowed no decoder it goes without, says so in its log, and writes the same bytes. What is left is what
 * of VP9 and ProRes a muxer wants to know, and no header says.
 */
const nobodyNeedsToDecode = (codec: string | undefined): boolean =>
  codec !== undefined && ['h264', 'hevc', 'av1'].includes(codec)

/** For the demuxer `concat`. Lengths are told it, so that what is rounded in one slice moves no other. */
function listOf(
  { frameRate: { num, den } }: RenderPlan,
  name: string,
  slices: readonly FilmSlice[],
  folder: string,
  path: string,
): CommandFile {
  const microseconds = (frame: number) => Math.round((frame * den * 1_000_000) / num)
  const own = slices.filter((slice) => slice.name === name)
  assert(own.length > 0, `the output ${name} has slices`)
  const lines = own.flatMap(({ path, span }) => [
    `file ${relative(folder, path)}`,
    `duration ${secondsText(microseconds(span.endFrame) - microseconds(span.startFrame))}`,
  ])
  return { path, text: ['ffconcat version 1.0', ...lines, ''].join('\n') }
}
