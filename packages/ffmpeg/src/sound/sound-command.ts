import { join } from 'node:path'
import type { PlannedAudio, PlannedOutput, PlannedSound, RenderPlan } from '@framewright/timeline'
import { containerArgs } from '../encode/container-args.ts'
import { audioArgs } from '../encode/encode-args.ts'
import type { FfmpegCommand } from '../ffmpeg-command.ts'
import type { Graph, Stream } from '../filter-syntax.ts'
import { graphArgs } from '../graph-args.ts'
import { inputArgs } from '../input-args.ts'
import { mixGraph, soundGraph } from './sound-graph.ts'
import { mixesOf, type SoundMix } from './sound-mixes.ts'
import { metadataArgs } from '../encode/metadata-args.ts'
import { loudnessIn, measuring, type MeasuredLoudness } from './sound-loudness.ts'
import { inChannels, mastered, masteringFor } from './sound-master.ts'

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

/** Files of sound. Where there are many clips, they are added up in groups first. */
export const soundCommands = (
  plan: RenderPlan,
  sound: PlannedSound,
  paths: Paths,
  files: readonly SoundFile[],
): FfmpegCommand[] => [
  ...(mixesOf(sound, paths.folder) ?? []).map((mix, at) => mixCommand(plan, mix, `mix-${at}`, paths)),
  ...fileCommands(plan, sound, paths, files),
]

function mixCommand(plan: RenderPlan, mix: SoundMix, name: string, paths: Paths): FfmpegCommand {
  const { path, sound } = mix
  const run = runOf(plan, sound, paths, name, (_, sum) => [sum])
  return {
    args: [
      ...run.args,
      ...['-map', `[${run.streams[0] ?? ''}]`, '-c:a', 'pcm_f32le', '-flags:a', '+bitexact'],
      ...['-fflags', '+bitexact', '-f', 'w64', path],
    ],
    files: run.files,
    outputs: [{ name: `sound:${name}`, path }],
    frameCount: 0,
  }
}

/** Where one of them is to be of a certain loudness, the mix is made twice: first to be measured. */
function fileCommands(
  plan: RenderPlan,
  sound: PlannedSound,
  paths: Paths,
  files: readonly SoundFile[],
): FfmpegCommand[] {
  const outputs = files.map(({ name, path }) => ({ name, path }))
  const wanted = files.filter(({ audio }) => audio.loudness !== undefined)
  if (wanted.length === 0) {
    const encoding = encodingArgs(plan, sound, paths, files, () => null)
    return [{ ...encoding, outputs, frameCount: 0 }]
  }
  const kinds = [...new Set(wanted.map(({ audio }) => audio.channels))]
  const measured = kinds.map((channels) => ({
    name: channels === 1 ? 'sound:loudness-mono' : 'sound:loudness',
    path: join(paths.folder, channels === 1 ? 'loudness-mono.txt' : 'loudness.txt'),
  }))
  const measure = runOf(plan, sound, paths, 'measure', (graph, mix) => {
    const copies = graph.split(mix, kinds.length, 'audio')
    return kinds.map((channels, at) =>
      graph.chain(copies.slice(at, at + 1), ...inChannels(channels), ...measuring(sound, measured[at]!.path)),
    )
  })
  return [
    {
      args: [
        ...measure.args,
        ...measure.streams.flatMap((stream) => ['-map', `[${stream}]`]),
        '-f',
        'null',
        '-',
      ],
      files: measure.files,
      outputs: measured,
      frameCount: 0,
    },
    {
      ...encodingArgs(plan, sound, paths, files, () => null),
      ...{ outputs, frameCount: 0 },
      goesBy: {
        paths: measured.map(({ path }) => path),
        complete: (texts) => {
          const found = texts.map(loudnessIn)
          return encodingArgs(
            plan,
            sound,
            paths,
            files,
            (audio) => found[kinds.indexOf(audio.channels)] ?? null,
          )
        },
      },
    },
  ]
}

/** By what has been measured, if anything has. */
function encodingArgs(
  plan: RenderPlan,
  sound: PlannedSound,
  paths: Paths,
  files: readonly SoundFile[],
  measuredFor: (audio: PlannedAudio) => MeasuredLoudness | null,
): Pick<FfmpegCommand, 'args' | 'files'> {
  const finishes = files.map(({ audio }) => ({
    channels: audio.channels,
    mastering: masteringFor(audio.loudness, measuredFor(audio)),
  }))
  const run = runOf(plan, sound, paths, 'sound', (graph, mix) => mastered(graph, mix, finishes, sound))
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
  const mixes = mixesOf(sound, paths.folder)
  const graph =
    mixes === null
      ? soundGraph(plan, sound, finish, (sha256) => paths.sourcePath(sha256))
      : mixGraph(mixes, sound, finish)
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
