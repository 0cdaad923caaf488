import { strict as assert } from 'node:assert'
import { isAbsolute } from 'node:path'
import type { Rational } from '@framewright/schemas'
import type { PlannedSource, RenderPlan } from '@framewright/timeline'
import { maxPixels } from './allow-lists.ts'

/** A file that ffmpeg opens. */
export interface Input {
  readonly path: string
  /** The one demuxer that may open it. */
  readonly demuxer: string
  readonly seekMicroseconds: number
  readonly decoderThreads: number
  readonly of: 'picture' | 'sound' | 'captions'
  readonly decoder?: string
  /** In which an SVG is drawn, whatever size it says. */
  readonly drawnSize?: { readonly width: number; readonly height: number }
  /** Of a file for each frame: the path is a pattern then. */
  readonly numbered?: { readonly frameRate: Rational; readonly isLooped: boolean }
}

export function inputArgs({
  path,
  demuxer,
  seekMicroseconds,
  decoderThreads,
  of,
  decoder,
  drawnSize,
  numbered,
}: Input): string[] {
  // Neither an option nor a URL begins with a slash.
  assert(isAbsolute(path), 'ffmpeg is given absolute paths')
  return [
    // Without a whitelist a file may name other files and addresses, and the demuxer would read them.
    ['-protocol_whitelist', 'file'],
    ['-format_whitelist', demuxer],
    ['-f', demuxer],
    of === 'picture' ? ['-max_pixels', String(maxPixels)] : [],
    // Decoders with several transforms take the exact one.
    ['-flags', '+bitexact'],
    decoder === undefined ? [] : ['-c:v', decoder],
    ['-threads', String(decoderThreads)],
    drawnSize === undefined
      ? []
      : ['-width', String(drawnSize.width), '-height', String(drawnSize.height), '-keep_ar', '0'],
    numbered === undefined ? [] : numberedArgs(numbered),
    // From the key frame before: the graph drops what is too early, and keeps the frame that is on the screen just then.
    seekMicroseconds > 0 ? ['-noaccurate_seek', '-ss', secondsText(seekMicroseconds)] : [],
    ['-i', path],
  ].flat()
}

/** Pixels that are coded in another way are for the graph to take: it is not made anew in the middle of a film. */
const numberedArgs = ({ frameRate: { num, den }, isLooped }: NonNullable<Input['numbered']>): string[] => [
  ...['-pattern_type', 'sequence', '-start_number', '0', '-framerate', `${num}/${den}`],
  ...(isLooped ? ['-loop', '1'] : []),
  ...['-reinit_filter', '0'],
]

/** Seconds with all six digits of the microseconds. */
export function secondsText(microseconds: number): string {
  const digits = String(microseconds).padStart(7, '0')
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`
}

/** Demuxers with an index find the key frame before a time; the others land near it, and some only guess. */
const indexed = new Set(['mov', 'matroska'])
const guessing = new Set(['mp3', 'aac', 'mpeg', 'apng'])
const marginMicroseconds = 500_000
const wideMarginMicroseconds = 12_000_000

/** Where to begin to read, so that what is on at `inMicroseconds` is sure to be there. 0 is the very beginning. */
export function seekPoint(inMicroseconds: number, demuxer: string): number {
  if (guessing.has(demuxer)) return 0
  const margin = indexed.has(demuxer) ? marginMicroseconds : wideMarginMicroseconds
  return Math.max(0, inMicroseconds - margin)
}

export const demuxerIn = (plan: RenderPlan, sha256: string): string => sourceIn(plan, sha256).demuxer

export function sourceIn({ sources }: RenderPlan, sha256: string): PlannedSource {
  const source = sources.find((one) => one.sha256 === sha256)
  assert(source !== undefined, `the plan names the source ${sha256}`)
  return source
}
