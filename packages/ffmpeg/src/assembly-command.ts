/**
 * In: a plan, and the files of its chunks. Out: the runs of ffmpeg that make its outputs of them, where `buildCommands` would
 * leave them. Nothing is decoded: films are joined as they are encoded, with their finished sound; stills and sounds are
 * taken as they are; what was never encoded is copied from its source. Only a poster that is chosen is made here, which
 * is one picture. What is half done when it dies is done again: chunks are only read.
 */
import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import {
  encodedPictures,
  isSameSound,
  soundAlone,
  type FrameSpan,
  type RenderPlan,
} from '@framewright/timeline'
import type { CommandPaths } from './command.ts'
import type { CommandFile } from './command-files.ts'
import { containerArgs } from './encode/container-args.ts'
import { copiesOf, copyCommand } from './encode/copy-command.ts'
import { metadataArgs } from './encode/metadata-args.ts'
import { isStill } from './encode/output-pictures.ts'
import { posterCommands } from './encode/poster-command.ts'
import type { FfmpegCommand } from './ffmpeg-command.ts'
import { inputArgs } from './input-args.ts'
import { isFilm, joinCommand, type FilmSlice } from './join-slices.ts'
import { outputPath, soundInputs } from './output-files.ts'
import { ladderCommands } from './parts/ladder-command.ts'
import type { SoundFile } from './sound/sound-command.ts'

/** A chunk that is rendered: where the file of each output of its plan is, by name. */
export interface ChunkFiles {
  readonly kind: 'sound' | 'pictures'
  readonly span: FrameSpan
  readonly paths: ReadonlyMap<string, string>
}

interface MadeFile {
  readonly name: string
  readonly path: string
}

/** @param chunks all of `chunksOf`, in its order */
export function assemblyCommands(
  plan: RenderPlan,
  chunks: readonly ChunkFiles[],
  paths: Pick<CommandPaths, 'sourcePath' | 'folder'>,
): FfmpegCommand[] {
  const { folder } = paths
  const sounds = soundsIn(plan, chunks)
  const { slices, links } = slicesIn(plan, chunks, folder)
  const stills = stillsIn(plan, chunks)
  const joined = joinCommand(plan, slices, folder, sounds)
  const isOutput = ({ name }: MadeFile) => plan.outputs.some((output) => output.name === name)
  return [
    { ...joined, files: [...links, ...joined.files] },
    ...stillCommands(plan, stills.filter(isOutput), folder),
    ...soundFileCommands(plan, sounds, folder),
    ...ladderCommands(plan, folder),
    ...copiesOf(plan).map((output) =>
      copyCommand(plan, output, folder, (sha256) => paths.sourcePath(sha256), sounds),
    ),
    ...posterCommands(plan, folder, stills),
  ]
}

function fileIn({ paths, kind, span }: ChunkFiles, name: string): string {
  const path = paths.get(name)
  assert(path !== undefined, `the ${kind} from frame ${span.startFrame} on have a file ${name}`)
  return path
}

function soundsIn(plan: RenderPlan, chunks: readonly ChunkFiles[]): SoundFile[] {
  const { outputs = [] } = soundAlone(plan) ?? {}
  const chunk = chunks.find(({ kind }) => kind === 'sound')
  return outputs.flatMap(({ name, audio, container }) => {
    assert(audio !== null && chunk !== undefined, 'a film that is heard has a chunk of sound')
    return [{ name: `sound:${audio.codec}`, audio, container, path: fileIn(chunk, name), isOutput: false }]
  })
}

/** By links: a list of slices names no file that is elsewhere. */
function slicesIn(
  plan: RenderPlan,
  chunks: readonly ChunkFiles[],
  folder: string,
): { readonly slices: readonly FilmSlice[]; readonly links: readonly CommandFile[] } {
  const made = encodedPictures(plan).flatMap((picture, at) =>
    isFilm(picture)
      ? chunks
          .filter(({ kind }) => kind === 'pictures')
          .map((chunk, number) => ({
            ...{ name: picture.name, span: chunk.span, from: fileIn(chunk, String(at)) },
            path: join(folder, `chunk-${number}-${at}.${picture.container === 'mov' ? 'mov' : 'mp4'}`),
          }))
      : [],
  )
  return {
    slices: made.map(({ name, path, span }) => ({ name, path, span })),
    links: made.map(({ path, from }) => ({ path, link: { sourcePath: from } })),
  }
}

/** Each from the chunk that its frame is in. */
const stillsIn = (plan: RenderPlan, chunks: readonly ChunkFiles[]): MadeFile[] =>
  encodedPictures(plan).flatMap((picture, at) => {
    if (!isStill(picture)) return []
    const { frame } = picture.video
    const chunk = chunks.find(
      ({ kind, span }) => kind === 'pictures' && span.startFrame <= frame && frame < span.endFrame,
    )
    assert(chunk !== undefined, `frame ${frame} is in a chunk`)
    return [{ name: picture.name, path: fileIn(chunk, String(at)) }]
  })

/** Stills are written as they are, all in one run. */
function stillCommands(plan: RenderPlan, stills: readonly MadeFile[], folder: string): FfmpegCommand[] {
  const outputs = stills.map(({ name, path: from }, at) => {
    const output = plan.outputs.find((one) => one.name === name)
    assert(output !== undefined && output.video !== null, `${name} is an output`)
    const { container } = output
    const demuxer = container === 'png' ? 'png_pipe' : 'jpeg_pipe'
    return {
      input: inputArgs({ path: from, demuxer, seekMicroseconds: 0, decoderThreads: 1, of: 'picture' }),
      name,
      path: outputPath(folder, plan.outputs.indexOf(output), container),
      args: ['-map', `${at}:v:0`, '-c:v', 'copy', ...containerArgs({ container })],
    }
  })
  return copied(outputs)
}

/** Sounds that are outputs of their own, in one run as well. */
function soundFileCommands(plan: RenderPlan, sounds: readonly SoundFile[], folder: string): FfmpegCommand[] {
  const inputs = soundInputs(sounds)
  const outputs = plan.outputs.flatMap(({ name, video, audio, container }, number) => {
    if (video !== null || audio === null) return []
    const input = inputs[sounds.findIndex((sound) => isSameSound(sound.audio, audio))]
    assert(input !== undefined, `the sound of ${name} is there`)
    return [{ input: inputArgs(input), name, path: outputPath(folder, number, container), container }]
  })
  return copied(
    outputs.map(({ container, ...output }, at) => ({
      ...output,
      args: [
        ...['-map', `${at}:a:0`, '-c:a', 'copy'],
        // By which a player knows what an MP3 has of silence at its ends.
        ...(container === 'mp3' ? ['-metadata:s:a:0', 'encoder=Lavc libmp3lame'] : []),
        ...containerArgs({ container }),
        ...metadataArgs(plan),
      ],
    })),
  )
}

interface CopiedFile extends MadeFile {
  readonly input: readonly string[]
  readonly args: readonly string[]
}

const copied = (outputs: readonly CopiedFile[]): FfmpegCommand[] =>
  outputs.length === 0
    ? []
    : [
        {
          args: [
            ...['-hide_banner', '-xerror'],
            ...outputs.flatMap(({ input }) => input),
            ...outputs.flatMap(({ args, path }) => [...args, path]),
          ],
          files: [],
          outputs: outputs.map(({ name, path }) => ({ name, path })),
          frameCount: 0,
        },
      ]
