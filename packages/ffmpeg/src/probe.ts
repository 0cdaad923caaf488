/**
 * What a file that somebody uploaded is. In: a path, trusted; its bytes are not. Out: facts that `resolve` can rely on
 * without looking again, or a refusal with a message for the user. ffprobe runs in a child process with limits.
 */
import { stat } from 'node:fs/promises'
import type { MediaFacts } from '@framewright/schemas'
import { maxPixels, maxStreams } from './allow-lists.ts'
import { MediaUnreadable } from './errors.ts'
import { canDecode, probeFile, readPackets, type PacketSpan, type ProbedFile } from './ffprobe.ts'
import { durationOf, mainStreamsOf, mediaFactsOf, positive } from './media-facts.ts'
import type { ToolLimits, ToolRun } from './run-tool.ts'

/** Throws MediaUnreadable, FfmpegUnavailable, or the signal's reason. */
export async function probeMedia(path: string, { timeoutMs, signal }: ToolLimits): Promise<MediaFacts> {
  if ((await stat(path)).size === 0) throw new MediaUnreadable('EMPTY', 'The file is empty.')
  const startedAt = performance.now()
  const limits = (): ToolLimits => ({
    timeoutMs: Math.max(1, timeoutMs - (performance.now() - startedAt)),
    signal,
  })

  const { run, file } = await probeFile(path, limits())
  inTime(run)
  if (file === null)
    throw new MediaUnreadable('NOT_MEDIA', 'The file is damaged, or is no video, sound or picture.')
  assertStreams(file)
  const main = mainStreamsOf(file)
  const first = main.video ?? main.audio
  if (first === null)
    throw new MediaUnreadable('NO_PICTURE_OR_SOUND', 'The file has neither a picture nor sound in it.')
  assertPixels(file, run)

  const { run: decoding, decodes } = await canDecode(path, first.index, limits())
  inTime(decoding)
  if (!decodes) {
    const codec = first.codec_name ?? 'an unknown codec'
    throw new MediaUnreadable('UNDECODABLE', `The file is damaged, or its ${codec} cannot be decoded here.`)
  }

  const said = mediaFactsOf(file)
  if (said?.kind === 'image') return said
  const isSaid = saysHowLong(file)
  if (isSaid) await assertEnd(path, file, limits)
  const facts = isSaid ? said : mediaFactsOf(file, await readAll(path, limits()))
  if (facts === null)
    throw new MediaUnreadable('UNDECODABLE', 'The file does not say how its picture or sound is coded.')
  if (facts.kind !== 'image' && !positive(facts.durationSeconds ?? 0))
    throw new MediaUnreadable('NO_DURATION', 'The file has no length: nothing in it is ever shown or heard.')
  return facts
}

function inTime({ ended }: ToolRun): void {
  if (ended !== 'by itself')
    throw new MediaUnreadable('TOO_SLOW', 'The file takes too long to look through; it may be damaged.')
}

function assertStreams({ streams = [], format }: ProbedFile): void {
  const count = Math.max(streams.length, format?.nb_streams ?? 0)
  if (count > maxStreams)
    throw new MediaUnreadable('TOO_MANY_STREAMS', `The file has ${count} streams; ${maxStreams} are allowed.`)
}

function assertPixels(file: ProbedFile, { stderrTail }: ToolRun): void {
  const { video } = mainStreamsOf(file)
  if (video === null) return
  const { width = 0, height = 0 } = video
  // A still that is too large is not decoded, and so has no size: only ffmpeg's words tell it from a damaged one. They
  // choose what the user reads, nothing else.
  const isRefused = width === 0 && stderrTail.some((line) => line.includes('max pixel count'))
  const shown = mediaFactsOf(file)?.video
  if (isRefused || width * height > maxPixels || (shown && shown.width * shown.height > maxPixels))
    throw new MediaUnreadable('TOO_MANY_PIXELS', 'The picture has more than 8192 x 8192 pixels.')
}

/** Their lengths are reckoned from the first bit rate unless an encoder wrote one down, and are small enough to be read. */
const withoutLength = ['mp3', 'aac']

/** Whether the header says how long everything is, so that only the end has to be looked at. */
function saysHowLong(file: ProbedFile): boolean {
  if (withoutLength.includes(file.format?.format_name ?? '')) return false
  const { video, audio } = mainStreamsOf(file)
  const whole = positive(file.format?.duration)
  return (
    whole !== null && [video, audio].every((stream) => stream === null || (durationOf(stream) ?? whole) > 0)
  )
}

/** Recorders that stream leave no length in the header: then all packets are read, none decoded. */
async function readAll(path: string, limits: ToolLimits): Promise<ReadonlyMap<number, PacketSpan>> {
  const { run, spans } = await readPackets(path, limits)
  inTime(run)
  return spans
}

/** Reading starts this long before the end, so that sparse streams have a packet in it. */
const lastSeconds = 3
/** What may be missing at the end: containers round, and the last frame of some lasts longer than it says. */
const missingSeconds = 0.5
const missingShare = 0.02

/** A header may promise more than the file holds, once an upload has broken off: the end must be there. */
async function assertEnd(path: string, { format }: ProbedFile, limits: () => ToolLimits): Promise<void> {
  const durationSeconds = Number(format?.duration)
  const startSeconds = Number(format?.start_time) || 0
  const needed = startSeconds + durationSeconds - Math.max(missingSeconds, durationSeconds * missingShare)
  const endOf = (spans: ReadonlyMap<number, PacketSpan>) =>
    Math.max(...[...spans.values()].map((span) => span.endSeconds))

  const from = startSeconds + Math.max(0, durationSeconds - lastSeconds)
  const { run, spans } = await readPackets(path, limits(), from)
  inTime(run)
  if (endOf(spans) >= needed) return
  // Some files cannot be sought in; then reading on from the start decides.
  if (endOf(await readAll(path, limits())) >= needed) return
  const said = durationSeconds.toFixed(1)
  throw new MediaUnreadable(
    'CUT_OFF',
    `The file is cut off: it says that it lasts ${said} s, and has no end.`,
  )
}
