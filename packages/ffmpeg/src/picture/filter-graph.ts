import { dirname } from 'node:path'
import {
  clipsIn,
  everyClip,
  maskOf,
  familyOf,
  hidesAll,
  type CompositionPicture,
  type Font,
  type PictureClip,
  type PlannedTrack,
  type RenderPlan,
  type TextPicture,
} from '@framewright/timeline'
import { asMatte, seenThrough } from './alpha-canvas.ts'
import { blended, type LaidStream } from './blend.ts'
import { maskInput } from './clip-mask.ts'
import { clipInput, fullPicture, layer, type MediaPicture } from './clip-picture.ts'
import { drawnGround, drawnPicture, straightened } from './drawn-picture.ts'
import { fromSdr } from './film-colors.ts'
import { nestedPicture } from './nested-picture.ts'
import { withEffects } from '../effects/effect-filters.ts'
import { filter, openGraph, type FileContent, type Graph, type Stream } from '../filter-syntax.ts'
import type { Input } from '../input-args.ts'
import { cut, formatsOf, hold, onGrid, overlay, plainFrame, scalerFlags } from './picture-filters.ts'
import { isScaledAlone } from './scaler-threads.ts'
import { sequenceInput } from './sequence-input.ts'
import { toOutputs } from '../encode/output-pictures.ts'
import { fontFolder, isShaped } from '../text/shaped-fonts.ts'
import { scriptLayer } from '../text/script-layer.ts'
import { textLayer } from '../text/text-picture.ts'
import { takenOver } from './transition.ts'

/** The graph of the picture, as text, and what it takes in and puts out. */
export interface PictureGraph {
  readonly text: string
  readonly inputs: readonly Input[]
  readonly files: readonly (FileContent & { readonly path: string })[]
  /** A stream for each output of the plan that has a picture. */
  readonly outputs: readonly Stream[]
}

export interface PicturePaths {
  sourcePath(sha256: string): string
  fontPath(font: Font): string
  /** A file of ours for one line of a text. */
  textPath(number: number): string
  /** A file of ours for a drawing. */
  drawingPath(number: number): string
  /** A file of ours that a filter reads, by its name. */
  tablePath(name: string): string
  /** How the camera moved in clips, where it has been measured; by the name of its file. */
  readonly motions?: ReadonlyMap<string, string>
}

interface Composing {
  readonly plan: RenderPlan
  readonly graph: Graph
  readonly paths: PicturePaths
  readonly inputs: Input[]
  readonly files: { path: string; text: string }[]
  readonly decoderThreads: number
  /** Composes the matte of the film: everything in white. */
  readonly isMatte: boolean
}

/** Above this many inputs each gets one thread: what is decoded ahead waits in memory. */
const fewInputs = 16

/**
 * The composition is one stream of canvases, from the bottom track to the top one. The first track is a sequence: gaps,
 * clips, the mixes between them. Each further track lays its clips over that, or takes its place where it hides it.
 * Every stream is an exact number of frames, numbered anew after each filter that joins or cuts.
 */
export function pictureGraph(plan: RenderPlan, paths: PicturePaths): PictureGraph {
  const clips = everyClip(clipsIn(plan))
  const inputCount =
    clips.filter(({ kind }) => kind !== 'text' && kind !== 'composition').length +
    clips.filter((clip) => maskOf(clip) !== undefined).length
  const composing: Composing = {
    plan,
    graph: openGraph(scalerFlags, (name) => paths.tablePath(name), isScaledAlone(plan), paths.motions),
    paths,
    inputs: [],
    files: [],
    decoderThreads: inputCount <= fewInputs ? 2 : 1,
    isMatte: false,
  }
  const film = composed(composing)
  const canvas = plan.isTransparent
    ? seenThrough(composing.graph, plan, film, composed({ ...composing, isMatte: true }))
    : film
  const outputs = toOutputs(composing.graph, plan, affectedFilm(composing, canvas))
  const { graph, inputs } = composing
  return { text: graph.text(), inputs, files: [...composing.files, ...graph.files()], outputs }
}

function composed(composing: Composing): Stream {
  const { plan } = composing
  const [bottom, ...upper] = seenTracks(plan)
  let canvas = bottom === null ? ground(composing, plan.frameCount) : sequence(composing, bottom.runs)
  for (const { runs } of upper) {
    for (const { clips: run } of runs) canvas = layOver(composing, canvas, run)
  }
  return canvas
}

/** The canvases with the effects of the whole film. */
function affectedFilm({ graph, plan }: Composing, canvas: Stream): Stream {
  if (plan.effects === undefined) return canvas
  const hasAlpha = plan.isTransparent ?? false
  const pixelFormat = hasAlpha ? formatsOf(plan).alpha : formatsOf(plan).opaque
  const canvases = graph.chain([canvas], filter('format', { pix_fmts: pixelFormat }))
  const film = { plan, pixelFormat, size: plan, hasAlpha, firstFrame: 0 }
  return graph.chain([withEffects(graph, canvases, plan.effects, film)], ...onGrid(plan))
}

type SeenTracks = readonly [bottom: PlannedTrack | null, ...upper: PlannedTrack[]]

/**
 * From the track on that hides all below it, all the time: what is below need not be decoded. A background that is drawn
 * is drawn once, so it is a bottom of its own.
 */
function seenTracks(plan: RenderPlan): SeenTracks {
  const hiding = plan.tracks.findLastIndex(({ runs }) => {
    let frame = 0
    for (const { clips } of runs) {
      if (clips[0]?.startFrame !== frame || !clips.every((clip) => hidesAll(clip, plan))) return false
      frame = spanOf(clips).endFrame
    }
    return frame === plan.frameCount
  })
  if (hiding < 0 && typeof plan.background !== 'string') return [null, ...plan.tracks]
  const [bottom = null, ...upper] = plan.tracks.slice(Math.max(0, hiding))
  return [bottom, ...upper]
}

type Run = readonly PictureClip[]
/** Canvases for something to be laid on, and how many. */
type Ground = (startFrame: number, endFrame: number) => Stream

/** So many frames of the background. */
function ground(composing: Composing, frameCount: number): Stream {
  const { graph, plan } = composing
  if (typeof plan.background !== 'string') return drawnGround(composing, plan, plan.background, frameCount)
  return graph.chain(
    [],
    ...plainFrame(plan, plan, plan.background, formatsOf(plan).opaque),
    ...fromSdr(graph, plan, formatsOf(plan).opaque),
    ...hold(plan, frameCount),
  )
}

function sequence(composing: Composing, runs: readonly { readonly clips: Run }[]): Stream {
  const { plan } = composing
  const parts: Stream[] = []
  let frame = 0
  for (const { clips } of runs) {
    const { startFrame, endFrame } = spanOf(clips)
    if (startFrame > frame) parts.push(ground(composing, startFrame - frame))
    parts.push(...runParts(composing, clips, (from, to) => ground(composing, to - from)))
    frame = endFrame
  }
  if (frame < plan.frameCount) parts.push(ground(composing, plan.frameCount - frame))
  return joined(composing, parts)
}

/** A run on an upper track. A single clip that leaves something to be seen is laid over; the rest is cut in, and what blends. */
function layOver(composing: Composing, canvas: Stream, run: Run): Stream {
  const { graph, plan } = composing
  const [first] = run
  if (run.length === 1 && first !== undefined && !hidesAll(first, plan) && first.blend === undefined) {
    return onto(composing, canvas, first, first.startFrame)
  }
  const { startFrame, endFrame } = spanOf(run)
  const grounds = run.filter((clip) => !hidesAll(clip, plan))
  const spans = [
    ...(startFrame > 0 ? [{ startFrame: 0, endFrame: startFrame }] : []),
    ...grounds,
    ...(endFrame < plan.frameCount ? [{ startFrame: endFrame, endFrame: plan.frameCount }] : []),
  ]
  const copies = graph.split(canvas, spans.length, 'video')
  const pieces = spans.map((span, at) =>
    graph.chain(copies.slice(at, at + 1), ...cut(plan, span.startFrame, span.endFrame)),
  )
  const before = startFrame > 0 ? pieces.splice(0, 1) : []
  const after = endFrame < plan.frameCount ? pieces.splice(-1, 1) : []
  // The grounds are asked for in the order of the clips.
  const parts = runParts(composing, run, () => pieces.splice(0, 1)[0] as Stream)
  return joined(composing, [...before, ...parts, ...after])
}

/** The clips of a run one after the other; where two overlap, the later one comes up over the earlier one. */
function runParts(composing: Composing, run: Run, groundOf: Ground): Stream[] {
  const parts: Stream[] = []
  let tail: Stream | null = null
  for (const [at, clip] of run.entries()) {
    const length = clip.endFrame - clip.startFrame
    const head = clip.crossfadeFrames
    const shared = run[at + 1]?.crossfadeFrames ?? 0
    const canvases = canvasesOf(composing, clip, groundOf)
    const cuts = [
      { part: 'head', from: 0, to: head },
      { part: 'body', from: head, to: length - shared },
      { part: 'tail', from: length - shared, to: length },
    ].filter(({ from, to }) => to > from)
    const copies = composing.graph.split(canvases, cuts.length, 'video')
    for (const [copyAt, { part, from, to }] of cuts.entries()) {
      const copy = copies[copyAt] as Stream
      const piece: Stream =
        cuts.length === 1 ? copy : composing.graph.chain([copy], ...cut(composing.plan, from, to))
      if (part === 'tail') tail = piece
      else if (part === 'head' && tail !== null) parts.push(takenOver(composing, tail, piece, clip))
      else parts.push(piece)
    }
  }
  return parts
}

/** The canvases of one clip alone: nothing but itself, or laid on its ground. */
function canvasesOf(composing: Composing, clip: PictureClip, groundOf: Ground): Stream {
  if (clip.kind !== 'text' && hidesAll(clip, composing.plan)) {
    const { input, clip: shown } = open(composing, clip)
    const picture = fullPicture(composing.graph, input, shown, composing.plan)
    return seenOf(composing, picture, false)
  }
  return onto(composing, groundOf(clip.startFrame, clip.endFrame), clip, 0)
}

/** A clip over canvases, its first frame on their frame `firstFrame`. */
function onto(composing: Composing, canvas: Stream, clip: PictureClip, firstFrame: number): Stream {
  const { graph, plan } = composing
  if (clip.kind !== 'text') {
    const mask = clip.mask === undefined ? null : maskInput(composing, plan, clip.mask, clip)
    const { input, clip: shown } = open(composing, clip)
    const over = layer(graph, input, shown, plan, firstFrame, mask)
    return laidOn(composing, canvas, over, clip)
  }
  const text = textOf(composing, clip, firstFrame)
  return text === null ? canvas : laidOn(composing, canvas, text, clip)
}

function textOf({ graph, plan, paths, files }: Composing, clip: TextPicture, firstFrame: number) {
  const write = (text: string): string => {
    const path = paths.textPath(files.length)
    files.push({ path, text })
    return path
  }
  if (clip.script !== undefined) {
    const folder = isShaped(clip) ? fontFolder(graph, clip) : dirname(pathOfFont(graph, clip.font, paths))
    return scriptLayer(graph, clip, clip.script, plan, { fontFolder: folder, write }, firstFrame)
  }
  const fontPath = pathOfFont(graph, clip.font, paths)
  const linePaths = clip.lines.map((line) => (line.trim() === '' ? null : write(line)))
  return textLayer(graph, clip, plan, { fontPath, linePaths }, firstFrame)
}

/** One of a user is copied, alone with others of its kind: what draws captions takes all that it finds beside it. */
function pathOfFont(graph: Graph, font: Font, paths: PicturePaths): string {
  if (font.own === undefined) return paths.fontPath(font)
  const { family } = familyOf(font)
  return graph.file(`fonts/${family}.ttf`, () => ({ font: { of: font, family } }))
}

function laidOn(composing: Composing, canvas: Stream, layer: LaidStream, { blend }: PictureClip): Stream {
  const { graph, plan, isMatte } = composing
  // However a colour is mixed, there is as much of it.
  if (blend !== undefined && !isMatte) return blended(graph, plan, canvas, layer, blend)
  const seen = seenOf(composing, layer.stream, true)
  return graph.chain([canvas, seen], overlay(plan, layer.x, layer.y), ...onGrid(plan))
}

/** A picture as it is, or in white for the matte. */
const seenOf = ({ graph, plan, isMatte }: Composing, picture: Stream, hasAlpha: boolean): Stream =>
  isMatte ? asMatte(graph, plan, picture, hasAlpha) : picture

/** What a clip is made of, and the clip as it is to be made of that. */
function open(
  composing: Composing,
  clip: MediaPicture,
): { readonly input: Stream; readonly clip: MediaPicture } {
  if (clip.kind !== 'composition') return { input: openSource(composing, clip), clip }
  return nestedPicture(composing, clip, (plan, isMatte) => composed({ ...composing, plan, isMatte }))
}

function openSource(composing: Composing, clip: Exclude<MediaPicture, CompositionPicture>): Stream {
  if (clip.kind === 'shape') return drawnPicture(composing, composing.plan, clip.drawing)
  const { plan, graph, inputs, paths, decoderThreads } = composing
  if (clip.kind === 'video' && clip.sequence !== undefined) {
    inputs.push(
      sequenceInput(graph, plan, clip.sequence, { name: `sequence-${inputs.length}`, decoderThreads }),
    )
    return graph.input(inputs.length - 1, 'v:0')
  }
  inputs.push(clipInput(clip, plan, paths.sourcePath(clip.sha256), decoderThreads))
  if (clip.kind === 'image' && clip.drawnSize !== undefined)
    return graph.chain([graph.input(inputs.length - 1, 'v:0')], ...straightened(plan))
  return graph.input(inputs.length - 1, `v:${clip.kind === 'video' ? (clip.stream ?? 0) : 0}`)
}

function joined({ graph, plan }: Composing, parts: readonly Stream[]): Stream {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  return graph.chain(parts, filter('concat', { n: parts.length, v: 1, a: 0 }), ...onGrid(plan))
}

function spanOf(run: Run): { startFrame: number; endFrame: number } {
  return { startFrame: run[0]?.startFrame ?? 0, endFrame: run.at(-1)?.endFrame ?? 0 }
}
