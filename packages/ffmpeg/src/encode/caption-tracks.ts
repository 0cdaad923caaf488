import { join } from 'node:path'
import { srtForMuxing, vttText, type PlannedPicture, type RenderPlan } from '@framewright/timeline'
import type { CommandFile } from '../command-files.ts'
import { inputArgs } from '../input-args.ts'

type Codec = NonNullable<PlannedPicture['expected']['captions']>[number]['codec']

/** A track of captions on its way into films; those of a codec are in the order of the plan. */
export type CaptionFile = Extract<CommandFile, { text: string }> & {
  readonly codec: Codec
  readonly title?: string
}

/** WebM takes its cues as they are. MP4's are made of SRT, which says nothing more than they hold. */
const forms = {
  mov_text: { demuxer: 'srt', text: srtForMuxing, encoder: 'mov_text' },
  webvtt: { demuxer: 'webvtt', text: vttText, encoder: 'copy' },
} as const

/** For each kind of track that some of the outputs hold. */
export function captionFiles(
  { captions = [] }: Pick<RenderPlan, 'captions'>,
  outputs: readonly PlannedPicture[],
  folder: string,
): CaptionFile[] {
  const held = outputs.map(({ expected }) => expected.captions?.[0]?.codec)
  return (['mov_text', 'webvtt'] as const)
    .filter((codec) => held.includes(codec))
    .flatMap((codec) =>
      captions.map(({ cues, title }, at) => ({
        path: join(folder, `captions-${codec}-${at}.txt`),
        text: forms[codec].text(cues),
        codec,
        ...(title === undefined ? {} : { title }),
      })),
    )
}

export const captionInputs = (files: readonly CaptionFile[]): string[] =>
  files.flatMap(({ path, codec }) =>
    inputArgs({
      ...{ path, demuxer: forms[codec].demuxer, seekMicroseconds: 0 },
      ...{ decoderThreads: 1, of: 'captions' },
    }),
  )

/** The tracks of an output, among the inputs from one on. MP4 has no other place for a title than the name of a handler. */
export function captionMap(
  { expected: { captions = [] } }: PlannedPicture,
  files: readonly CaptionFile[],
  firstInput: number,
): string[] {
  const [first] = captions
  // A first pass has none of them.
  if (first === undefined || files.length === 0) return []
  const { codec } = first
  const titleKey = codec === 'mov_text' ? 'handler_name' : 'title'
  const offset = files.findIndex((file) => file.codec === codec)
  return [
    ...captions.flatMap((_, at) => ['-map', `${firstInput + offset + at}:s:0`]),
    ...['-c:s', forms[codec].encoder, '-flags:s', '+bitexact'],
    ...captions.flatMap(({ language, isDefault }, at) => {
      const { title } = files[offset + at] ?? {}
      return [
        ...[`-metadata:s:s:${at}`, `language=${language}`],
        ...(title === undefined ? [] : [`-metadata:s:s:${at}`, `${titleKey}=${title}`]),
        ...[`-disposition:s:${at}`, isDefault ? 'default' : '0'],
      ]
    }),
  ]
}
