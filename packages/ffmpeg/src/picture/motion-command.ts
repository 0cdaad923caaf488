import { join } from 'node:path'
import { clipsIn, everyClip, movedOverSize, type RenderPlan } from '@framewright/timeline'
import { commandFile, picturePaths, type CommandPaths } from '../command.ts'
import type { FfmpegCommand } from '../ffmpeg-command.ts'
import { filter, openGraph, type Graph } from '../filter-syntax.ts'
import { graphArgs } from '../graph-args.ts'
import { inputArgs } from '../input-args.ts'
import { clipInput, placedPicture } from './clip-picture.ts'
import { held } from './clip-motion.ts'
import { measuredClip, motionName, type MeasuredClip } from './measured-clip.ts'
import { sequenceInput } from './sequence-input.ts'
import { scalerFlags } from './picture-filters.ts'
import { isScaledAlone } from './scaler-threads.ts'
import { measuredSize } from '../effects/effect-stabilize.ts'

/** The clips of a plan of which is to be known how their camera moved, by the name of the file that says it. */
function measuredClips(plan: RenderPlan): Map<string, MeasuredClip> {
  const clips = everyClip(clipsIn(plan)).flatMap((clip) => {
    const measured = clip.kind === 'text' ? null : measuredClip(clip)
    return measured === null ? [] : [measured]
  })
  return new Map(clips.map((clip) => [motionName(clip, plan), clip]))
}

/**
 * A run for each clip whose camera is to be steadied: it looks for parts of each frame in the one before, and writes where
 * it has found them, in whole pixels. What is made of that is up to us (`steadied`), so no frame of the film goes by
 * what a filter remembers.
 */
export function motionCommands(plan: RenderPlan, paths: CommandPaths): FfmpegCommand[] {
  return [...measuredClips(plan)].map(([name, clip]) => {
    const files = picturePaths(paths)
    const graph = openGraph(scalerFlags, (file) => files.tablePath(file), isScaledAlone(plan))
    const path = join(paths.folder, name)
    const { width, height } = measuredSize(clip.placement)
    const input = measuredInput(graph, clip, plan, paths, name)
    const picture = placedPicture(graph, graph.input(0, `v:${clip.stream ?? 0}`), clip, plan, 'yuv420p')
    const output = graph.chain(
      [picture],
      ...(movedOverSize(clip) === undefined ? held(clip, plan) : []),
      filter('scale', { width, height, flags: scalerFlags }),
      filter('vidstabdetect', { result: path }),
    )
    const script = graphArgs(graph.text(), join(paths.folder, `${name}-graph.txt`))
    return {
      args: [
        ...['-hide_banner', '-xerror', '-filter_complex_threads', '2'],
        ...inputArgs(input),
        ...script.args,
        ...['-map', `[${output}]`, '-f', 'null', '-'],
      ],
      files: [...graph.files().map((file) => commandFile(file, paths)), ...script.files],
      outputs: [{ name: `motion:${name}`, path }],
      frameCount: clip.endFrame,
    }
  })
}

/** Its files are in a folder of their own, if it is a sequence: there are more of them than are shown. */
const measuredInput = (
  graph: Graph,
  clip: MeasuredClip,
  plan: RenderPlan,
  paths: CommandPaths,
  name: string,
) =>
  clip.sequence === undefined
    ? clipInput(clip, plan, paths.sourcePath(clip.sha256), 2)
    : sequenceInput(graph, plan, clip.sequence, { name: `${name}-frames`, decoderThreads: 2 })

/** A run that shows what is measured by runs before it: complete once those have been. */
export function byMotions(
  plan: RenderPlan,
  { folder }: CommandPaths,
  build: (motions: ReadonlyMap<string, string>) => Pick<FfmpegCommand, 'args' | 'files'>,
): Pick<FfmpegCommand, 'args' | 'files' | 'goesBy'> {
  const names = [...measuredClips(plan).keys()]
  const planned = build(new Map())
  if (names.length === 0) return planned
  return {
    ...planned,
    goesBy: {
      paths: names.map((name) => join(folder, name)),
      complete: (texts) => build(new Map(names.map((name, at) => [name, texts[at] ?? '']))),
    },
  }
}
