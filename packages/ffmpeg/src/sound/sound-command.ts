import { join } from 'node:path'
import type { PlannedAudio, PlannedOutput, PlannedSound, RenderPlan } from '@framewright/timeline'
import { containerArgs } from '../encode/container-args.ts'
import { audioArgs } from '../encode/encode-args.ts'
import type { FfmpegCommand } from '../ffmpeg-command.ts'
import type { Graph, Stream } from '../filter-syntax.ts'
import { graphArgs } from '../graph-args.ts'
import { inputArgs } from '../input-args.ts'
import { soundGraph } from './sound-graph.ts'
import { metadataArgs } from '../encode/metadata-args.ts'
import { loudnessIn, measuring } from './sound-loudness.ts'
import { mastered, masteringFor } from './sound-master.ts'

export interface SoundFile {
  readonly name: string
  readonly audio: PlannedAudio
  readonly container: PlannedOutput['container']
  readonly path: string
  /** Or only on its way into one. */
  readonly isOutput: boolean
}

interface Paths {
  sourcePath(sha256: string): string
  readonly folder: string
}

/** Files of sound. Where one of them is to be of a certain loudness, the mix is made twice: first to be measured. */
export function soundCommands(
  plan: RenderPlan,
  sound: PlannedSound,
  paths: Paths,
  files: readonly SoundFile[],
): FfmpegCommand[] {
  const encoding = encodingArgs(plan, sound, paths, files)
  const outputs = files.map(({ name, path }) => ({ name, path }))
  if (files.every(({ audio }) => audio.loudness === undefined))
    return [{ ...encoding(null), outputs, frameCount: 0 }]

  const path = join(paths.folder, 'loudness.txt')
  const measure = runOf(plan, sound, paths, 'measure', (graph, mix) => measuring(graph, mix, sound, path))
  return [
    {
      args: [...measure.args, '-map', `[${measure.streams[0] ?? ''}]`, '-f', 'null', '-'],
      files: measure.files,
      outputs: [{ name: 'sound:loudness', path }],
      frameCount: 0,
    },
    {
      ...{ ...encoding(null), outputs, frameCount: 0 },
      goesBy: { path, complete: (text) => encoding(text) },
    },
  ]
}

/** By what has been measured, if anything has. */
const encodingArgs =
  (plan: RenderPlan, sound: PlannedSound, paths: Paths, files: readonly SoundFile[]) =>
  (measured: string | null): Pick<FfmpegCommand, 'args' | 'files'> => {
    const loudness = measured === null ? null : loudnessIn(measured)
    const masterings = files.map(({ audio }) => masteringFor(audio.loudness, loudness))
    const run = runOf(plan, sound, paths, 'sound', (graph, mix) => mastered(graph, mix, masterings, sound))
    return {
      args: [
        ...run.args,
        ...files.flatMap(({ audio, container, path, isOutput }, at) => [
          ...['-map', `[${run.streams[at] ?? ''}]`],
          ...audioArgs(audio),
          ...containerArgs({ container }),
          ...(isOutput ? metadataArgs(plan) : []),
          path,
        ]),
      ],
      files: run.files,
    }
  }

function runOf(
  plan: RenderPlan,
  sound: PlannedSound,
  paths: Paths,
  name: string,
  finish: (graph: Graph, mix: Stream) => Stream[],
): Pick<FfmpegCommand, 'args' | 'files'> & { readonly streams: readonly Stream[] } {
  const graph = soundGraph(plan, sound, finish, (sha256) => paths.sourcePath(sha256))
  const script = graphArgs(graph.text, join(paths.folder, `${name}-graph.txt`))
  return {
    args: [
      ...['-hide_banner', '-xerror', '-cpuflags', '0'],
      ...graph.inputs.flatMap(inputArgs),
      ...script.args,
    ],
    files: script.files,
    streams: graph.outputs,
  }
}
