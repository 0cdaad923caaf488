import { strict as assert } from 'node:assert'
import { candidatesOf, postersOf, type RenderPlan } from '@framewright/timeline'
import type { FfmpegCommand } from '../ffmpeg-command.ts'
import { filter, openGraph, type Stream } from '../filter-syntax.ts'
import { inputArgs } from '../input-args.ts'
import { outputPath } from '../output-files.ts'
import { scalerFlags } from '../picture/picture-filters.ts'
import { containerArgs } from './container-args.ts'
import { videoArgs } from './encode-args.ts'
import { metadataArgs } from './metadata-args.ts'
import { fromRgbToJpeg } from './output-pictures.ts'

/**
 * How far apart, on average, the luma of two pixels is that lie half a picture from each other, of the whole range. A
 * frame that is nearly black, white or of one colour has less.
 */
const leastDifference = 0.03

/** A poster chooses among finished frames, which are stills like any others until then. */
export function withCandidates(plan: RenderPlan): RenderPlan {
  const candidates = postersOf(plan).flatMap(candidatesOf)
  return candidates.length === 0 ? plan : { ...plan, outputs: [...plan.outputs, ...candidates] }
}

/** @param made where the candidates are, among others */
export const posterCommands = (
  plan: RenderPlan,
  folder: string,
  made: readonly { readonly name: string; readonly path: string }[],
): FfmpegCommand[] =>
  postersOf(plan).map((poster) => {
    const candidates = candidatesOf(poster).map(({ name }) => {
      const file = made.find((one) => one.name === name)
      assert(file !== undefined, `the candidate ${name} is made`)
      return file.path
    })
    const at = plan.outputs.findIndex(({ name }) => name === poster.name)
    const path = outputPath(folder, at, poster.container)
    const { text, output } = choice(candidates.length)
    return {
      args: [
        ...['-hide_banner', '-xerror'],
        ...candidates.flatMap((candidate) =>
          inputArgs({
            path: candidate,
            demuxer: 'png_pipe',
            seekMicroseconds: 0,
            decoderThreads: 1,
            of: 'picture',
          }),
        ),
        ...['-filter_complex', text, '-map', `[${output}]`],
        ...videoArgs(poster),
        ...containerArgs(poster),
        ...metadataArgs(plan),
        path,
      ],
      files: [],
      outputs: [{ name: poster.name, path }],
      frameCount: 1,
    }
  })

/** The first that shows something, or the first of all where none does. All of it is counted in whole numbers. */
function choice(count: number): { text: string; output: Stream } {
  const graph = openGraph(scalerFlags)
  const inputs = Array.from({ length: count }, (_, at) => graph.input(at, 'v:0'))
  const all = graph.chain(inputs, filter('concat', { n: count }), ...fromRgbToJpeg)
  const [frames, forMoved, inAnyCase] = graph.split(all, 3, 'video') as [Stream, Stream, Stream]
  const moved = graph.chain([forMoved], filter('scroll', { hpos: 0.5, vpos: 0.5 }))
  const key = 'lavfi.msad.msad.Y'
  const shown = graph.chain(
    [frames, moved],
    filter('msad'),
    filter('metadata', { mode: 'select', key, function: 'greater', value: leastDifference }),
  )
  const output = graph.chain(
    [shown, inAnyCase],
    filter('concat', { n: 2 }),
    filter('trim', { end_frame: 1 }),
    filter('setsar', { sar: 1 }),
  )
  return { text: graph.text(), output }
}
