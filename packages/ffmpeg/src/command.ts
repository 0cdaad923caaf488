import { join } from 'node:path'
import {
  isSameSound,
  sheetName,
  slicePlan,
  spanAround,
  spansBetween,
  type Font,
  type PlannedPicture,
  type RenderPlan,
} from '@framewright/timeline'
import type { CommandFile } from './command-files.ts'
import { containerArgs } from './encode/container-args.ts'
import { videoArgs, type Pass } from './encode/encode-args.ts'
import { captionFiles, captionInputs, captionMap } from './encode/caption-tracks.ts'
import type { FfmpegCommand } from './ffmpeg-command.ts'
import { copiesOf, copyCommand } from './encode/copy-command.ts'
import { byMotions, motionCommands } from './picture/motion-command.ts'
import { deviceArgs, isOnDevice } from './encode/gpu-encoder-args.ts'
import { pictureGraph, type PictureGraph, type PicturePaths } from './picture/filter-graph.ts'
import { bundledFontPath } from './text/fonts.ts'
import { inputArgs } from './input-args.ts'
import { metadataArgs } from './encode/metadata-args.ts'
import { isStill, isTwice, picturesOf, type Still } from './encode/output-pictures.ts'
import { posterCommands, withCandidates } from './encode/poster-command.ts'
import { ladderCommands, picturePath } from './parts/ladder-command.ts'
import { partPath } from './parts/part-files.ts'
import { graphArgs } from './graph-args.ts'
import { isFilm, joinCommand, type FilmSlice } from './join-slices.ts'
import { outputPath, soundInputs, soundMap } from './output-files.ts'
import { soundCommands, type SoundFile } from './sound/sound-command.ts'

export interface CommandPaths {
  /** Where the bytes of a source are, on this machine. */
  sourcePath(sha256: string): string
  /** Scratch of this attempt alone, absolute. */
  readonly folder: string
  /** Where a font is; by default the one that comes with this package. */
  fontPath?(font: Font): string
}

/**
 * A plan as runs of ffmpeg: first the sound, if there is any, once for each kind it is wanted in; then the picture, which
 * takes the finished sound along. Apart, because float arithmetic of sound differs in the last bit between processors:
 * it runs on plain C (`-cpuflags 0`), which would be a pity for the picture. Outputs that are sound alone are finished
 * with the first run, and where there are no others, that is all.
 *
 * Of a film that is wanted as stills alone, only their frames are made; one with too much to be open at once is made in
 * slices, and joined; what is copied, the segments of a ladder, and posters that are chosen, come last.
 */
export function buildCommands(given: RenderPlan, paths: CommandPaths): FfmpegCommand[] {
  const plan = withCandidates(given)
  const pictures = picturesOf(plan)
  const copies = copiesOf(plan)
  const shared = sharedSounds([...pictures, ...copies], paths.folder)
  const files = [...shared, ...soundOutputs(plan, paths.folder)]
  const commands = [
    ...(plan.sound === null ? [] : soundCommands(plan, plan.sound, paths, files)),
    ...(isMadeAtOnce(plan) ? motionCommands(plan, paths) : []),
    ...(pictures.some(isTwice) ? [firstPass(plan, paths, shared)] : []),
    ...(pictures.every(isStill)
      ? pictures.filter(isStill).flatMap((still, at) => stillCommands(plan, still, at, paths))
      : plan.slicedAt !== undefined
        ? inSlices(plan, plan.slicedAt, paths, shared)
        : [pictureCommand(plan, paths, shared)]),
    ...ladderCommands(plan, paths.folder),
    ...copies.map((output) =>
      copyCommand(plan, output, paths.folder, (sha256) => paths.sourcePath(sha256), shared),
    ),
  ]
  return [
    ...commands,
    ...posterCommands(
      plan,
      paths.folder,
      commands.flatMap(({ outputs }) => outputs),
    ),
  ]
}

/** In one run, and not as a slice for each of its parts or stills. */
function isMadeAtOnce(plan: RenderPlan): boolean {
  return plan.slicedAt === undefined && !picturesOf(plan).every(isStill)
}

/** Pictures that want the same sound share it. */
function sharedSounds(pictures: readonly PlannedPicture[], folder: string): SoundFile[] {
  const files: SoundFile[] = []
  for (const { audio, container } of pictures) {
    if (audio === null || files.some((file) => isSameSound(file.audio, audio))) continue
    const path = join(folder, `sound-${files.length}.${container}`)
    // Not the name of an output: those have no colon.
    files.push({ name: `sound:${audio.codec}`, audio, container, path, isOutput: false })
  }
  return files
}

function soundOutputs({ outputs }: RenderPlan, folder: string): SoundFile[] {
  return outputs.flatMap(({ name, video, audio, container }, at) =>
    video === null && audio !== null
      ? [{ name, audio, container, path: outputPath(folder, at, container), isOutput: true }]
      : [],
  )
}

function pictureCommand(plan: RenderPlan, paths: CommandPaths, sounds: readonly SoundFile[]): FfmpegCommand {
  const outputs = picturesOf(plan).map((output) => ({
    ...output,
    path: picturePath(plan, output, paths.folder),
  }))
  return {
    ...pictureRun(plan, paths, sounds, (output, map) => [
      ...map,
      ...videoArgs(output, passOf(output, 2, paths)),
      ...containerArgs(output),
      ...metadataArgs(plan),
      writtenAt(output, outputs.find(({ name }) => name === output.name)?.path ?? ''),
    ]),
    outputs: outputs.map(({ name, path }) => ({ name, path })),
  }
}

/** Where nothing but stills is wanted, no more of the film is made than they show. */
function stillCommands(plan: RenderPlan, still: Still, at: number, paths: CommandPaths): FfmpegCommand[] {
  const slice = slicePlan({ ...plan, outputs: [still] }, spanAround(plan, still.video.frame))
  return sliceCommands(slice, { ...paths, folder: join(paths.folder, `still-${at}`) })
}

const sliceCommands = (slice: RenderPlan, paths: CommandPaths): FfmpegCommand[] => [
  ...motionCommands(slice, paths),
  pictureCommand(slice, paths, []),
]

/** Each slice by itself, one after the other; a still is finished with the one that it is in. */
function inSlices(
  plan: RenderPlan,
  borders: readonly number[],
  paths: CommandPaths,
  sounds: readonly SoundFile[],
): FfmpegCommand[] {
  const slices: FilmSlice[] = []
  const commands = spansBetween(borders, plan.frameCount).flatMap((span, at) => {
    const slice = slicePlan(plan, span)
    const made = sliceCommands(slice, { ...paths, folder: join(paths.folder, `slice-${at}`) })
    return made.map((command) => {
      const outputs = command.outputs.map(({ name, path }) => {
        const isSlice = slice.outputs.some((output) => output.name === name && isFilm(output))
        if (isSlice) slices.push({ name, path, span })
        return { name: isSlice ? `slice-${at}:${name}` : name, path }
      })
      return { ...command, outputs }
    })
  })
  return [...commands, joinCommand(plan, slices, paths.folder, sounds)]
}

/** A sheet after the other: the muxer puts a number where its pattern says. */
const writtenAt = ({ video }: PlannedPicture, path: string): string =>
  'tileCount' in video ? partPath(path.replaceAll('%', '%%'), sheetName(null)) : path

/** Its streams are the first ones of the second pass: logs are known by the number of a stream. */
function firstPass(plan: RenderPlan, paths: CommandPaths, sounds: readonly SoundFile[]): FfmpegCommand {
  const outputs = plan.outputs.filter((output) => output.video !== null && isTwice(output))
  const { captions: _, ...seen } = plan
  return {
    ...pictureRun({ ...seen, outputs }, paths, sounds, (output, map) => [
      ...map,
      ...videoArgs(output, passOf(output, 1, paths)),
      ...['-f', 'null', '-'],
    ]),
    outputs: outputs.map(({ name }) => ({ name: `pass:${name}`, path: passLog(name, paths) })),
  }
}

const passOf = (output: PlannedPicture, number: 1 | 2, paths: CommandPaths): Pass | undefined =>
  isTwice(output) ? { number, logPath: passLog(output.name, paths) } : undefined

const passLog = (name: string, { folder }: CommandPaths): string => join(folder, `pass-${name}`)

/** All pictures of the outputs at once, composed once. */
function pictureRun(
  plan: RenderPlan,
  paths: CommandPaths,
  sounds: readonly SoundFile[],
  outputArgs: (output: PlannedPicture, map: readonly string[]) => readonly string[],
): Omit<FfmpegCommand, 'outputs'> {
  const { folder } = paths
  const captions = captionFiles(plan, picturesOf(plan), folder)
  const build = (motions: ReadonlyMap<string, string>): Pick<FfmpegCommand, 'args' | 'files'> => {
    const graph = pictureGraph(plan, { ...picturePaths(paths), motions })
    const script = graphArgs(graph.text, join(folder, 'picture-graph.txt'))
    return {
      args: [
        ...['-hide_banner', '-xerror', '-filter_complex_threads', '2'],
        ...(picturesOf(plan).some(({ video }) => isOnDevice(video.encoder)) ? deviceArgs : []),
        ...graph.inputs.flatMap(inputArgs),
        ...soundInputs(sounds).flatMap(inputArgs),
        ...captionInputs(captions),
        ...script.args,
        ...picturesOf(plan).flatMap((output, at) =>
          outputArgs(output, [
            ...['-map', `[${graph.outputs[at] ?? ''}]`],
            ...soundMap(output, sounds, graph.inputs.length),
            ...captionMap(output, captions, graph.inputs.length + sounds.length),
          ]),
        ),
      ],
      files: [...graph.files.map((file) => commandFile(file, paths)), ...captions, ...script.files],
    }
  }
  return { ...byMotions(plan, paths, build), frameCount: plan.frameCount }
}

export const picturePaths = (paths: CommandPaths): PicturePaths => ({
  sourcePath: (sha256) => paths.sourcePath(sha256),
  fontPath: (font) => paths.fontPath?.(font) ?? bundledFontPath(font),
  textPath: (number) => join(paths.folder, `text-${number}.txt`),
  tablePath: (name) => join(paths.folder, name),
  drawingPath: (number) => join(paths.folder, `drawing-${number}.svg`),
})

export const commandFile = (
  file: PictureGraph['files'][number],
  { sourcePath, fontPath = bundledFontPath }: Pick<CommandPaths, 'sourcePath' | 'fontPath'>,
): CommandFile => {
  if ('text' in file) return file
  const { path } = file
  if ('font' in file) {
    const { of, ...copy } = file.font
    return {
      path,
      font: { sourcePath: of.own === undefined ? fontPath(of) : sourcePath(of.sha256), ...copy },
    }
  }
  if ('link' in file) return { path, link: { sourcePath: sourcePath(file.link.sha256) } }
  return { path, cube: { sourcePath: sourcePath(file.cube.sha256), strength: file.cube.strength } }
}
