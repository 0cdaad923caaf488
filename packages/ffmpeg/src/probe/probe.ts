/**
 * What a file that somebody uploaded is. In: a path, trusted; its bytes are not. Out: facts that `resolve` can rely on
 * without looking again, or a refusal with a message for the user. ffprobe runs in a child process with limits.
 */
import { stat } from 'node:fs/promises'
import type { MediaFacts } from '@framewright/schemas'
import { maxPixels, maxStreams } from '../allow-lists.ts'
import { MediaUnreadable } from '../errors.ts'
import { decodeFirst } from './first-frame.ts'
import { inspectFile, type PacketSpan, type ProbedFile, type ProbedStream } from './ffprobe.ts'
import { isSvg, probeSvg } from './probe-svg.ts'
import { probeFont } from './probe-font.ts'
import { probeSubtitles } from './probe-subtitles.ts'
import { refuseByName } from './named-refusals.ts'
import { probeCube } from './probe-cube.ts'
import { mainStreamsOf, mediaFactsOf, positive, saysLength } from './media-facts.ts'
import type { ToolLimits, ToolRun } from '../run/run-tool.ts'

/** Throws MediaUnreadable, FfmpegUnavailable, or the signal's reason. */
export async function probeMedia(path: string, { timeoutMs, signal }: ToolLimits): Promise<MediaFacts> {
  if ((await stat(path)).size === 0) throw new MediaUnreadable('EMPTY', 'The file is empty.')
  const startedAt = performance.now()
  const limits = (): ToolLimits => ({
    timeoutMs: Math.max(1, timeoutMs - (performance.now() - startedAt)),
    signal,
  })

  await refuseByName(path)
  if (await isSvg(path)) return probeSvg(path, limits())
  const font = await probeFont(path, limits())
  if (font !== null) return font
  const subtitles = await probeSubtitles(path)
  if (subtitles !== null) return subtitles
  const table = await probeCube(path)
  if (table !== null) return table

  const { run, file, spans, hidden } = await inspectFile(path, limits())
  inTime(run)
  if (file === null)
    throw new MediaUnreadable('NOT_MEDIA', 'The file is damaged, or is no video, sound or picture.')
  assertStreams(file)
  const main = mainStreamsOf(file)
  const first = main.video ?? main.audio
  if (first === null)
    throw new MediaUnreadable('NO_PICTURE_OR_SOUND', 'The file has neither a picture nor sound in it.')
  assertPixels(first, mediaFactsOf(file, spans), run)

  const hiddenPackets = hidden.get(first.index) ?? 0
  const { run: decoding, frame } = await decodeFirst(path, first.index, hiddenPackets, limits())
  inTime(decoding)
  const facts = mediaFactsOf(file, spans, frame)
  if (facts === null || frame === null) {
    const codec = first.codec_name ?? 'unknown codec'
    throw new MediaUnreadable('UNDECODABLE', `The file is damaged, or its ${codec} cannot be decoded here.`)
  }
  if (facts.kind === 'image') return facts
  assertEnd(file, spans)
  if (!positive(facts.durationSeconds ?? 0))
    throw new MediaUnreadable('NO_DURATION', 'The file has no length: nothing in it is ever shown or heard.')
  return facts
}

function inTime({ timedOut }: ToolRun): void {
  if (timedOut)
    throw new MediaUnreadable('TOO_SLOW', 'The file takes too long to look through; it may be damaged.')
}

function assertStreams({ streams = [], format }: ProbedFile): void {
  const count = Math.max(streams.length, format?.nb_streams ?? 0)
  if (count > maxStreams)
    throw new MediaUnreadable('TOO_MANY_STREAMS', `The file has ${count} streams; ${maxStreams} are allowed.`)
}

function assertPixels(stream: ProbedStream, facts: MediaFacts | null, { stderrTail }: ToolRun): void {
  const { width = 0, height = 0 } = stream
  const shown = facts?.video ?? { width: 0, height: 0 }
  // A still that is too large is not decoded, and so has no size: only ffmpeg's words tell it from a damaged one. They
  // choose what the user reads, nothing else.
  const isRefused = width === 0 && stderrTail.some((line) => line.includes('max pixel count'))
  if (isRefused || width * height > maxPixels || shown.width * shown.height > maxPixels)
    throw new MediaUnreadable('TOO_MANY_PIXELS', 'The picture has more than 8192 x 8192 pixels.')
}

/** What may be missing at the end: containers round, and the last frame of some lasts longer than it says. */
const missingSeconds = 0.5
const missingShare = 0.02

/** A header may promise more than the file holds, once an upload has broken off: the end must be there. */
function assertEnd({ format }: ProbedFile, spans: ReadonlyMap<number, PacketSpan>): void {
  const promisedSeconds = saysLength(format?.format_name ?? '') ? positive(format?.duration) : null
  if (promisedSeconds === null) return
  const startSeconds = Number(format?.start_time) || 0
  const endSeconds = Math.max(startSeconds, ...[...spans.values()].map((span) => span.endSeconds))
  // Some count from the first packet on, and some from 0.
  const missing = promisedSeconds - Math.max(endSeconds, endSeconds - startSeconds)
  if (missing <= Math.max(missingSeconds, promisedSeconds * missingShare)) return
  const [promised, held] = [promisedSeconds, promisedSeconds - missing].map((seconds) => seconds.toFixed(1))
  throw new MediaUnreadable(
    'CUT_OFF',
    `The file is cut off: it holds ${held} s of the ${promised} s it promises.`,
  )
}
