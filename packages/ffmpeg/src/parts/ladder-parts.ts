import { strict as assert } from 'node:assert'
import { access } from 'node:fs/promises'
import type { PlannedLadder, PlannedPicture, RenderPlan } from '@framewright/timeline'
import { OutputInvalid } from '../errors.ts'
import { verifyOutput, type VerifyOptions } from '../probe/verify.ts'
import { initName, lowerPath, segmentName } from './ladder-command.ts'
import { partOf, partPath, writePart, type FinishedParts, type PartFile } from './part-files.ts'
import {
  dashManifest,
  masterPlaylist,
  mediaPlaylist,
  playlistName,
  targetSecondsOf,
  type Rendition,
} from './playlists.ts'
import { avcCodecIn, readSegment, type Segment } from './segments.ts'

const entry = 'master.m3u8'
const manifest = 'manifest.mpd'
/** A block of sound does not end with a segment, nor with the film. */
const soundSlackSeconds = 0.1
const aacLowComplexity = 'mp4a.40.2'

/**
 * In: each size as one film, and the segments that were cut of them. Out: the same, every frame of each size counted and
 * every segment looked at, with the playlists of HLS and the manifest of DASH that name them.
 */
export async function ladderParts(
  plan: RenderPlan,
  output: PlannedPicture,
  path: string,
  options: VerifyOptions,
): Promise<FinishedParts> {
  const { ladder, video } = output
  assert(ladder !== undefined && 'keyframeInterval' in video, 'it is a ladder')
  const groupFrames = video.keyframeInterval
  const { media } = await verifyOutput(path, output.expected, options)
  for (const [at, { expected }] of ladder.lower.entries())
    await verifyOutput(lowerPath(path, at), expected, options)

  const parts: PartFile[] = []
  const renditions: Rendition[] = []
  const read = async (stream: number, size: Rendition['size']): Promise<void> => {
    const init = await partOf(path, initName(stream), options.signal)
    const segments = await segmentsOf(path, stream, options.signal)
    const complaints =
      size === null ? soundComplaints(segments, plan) : pictureComplaints(segments, plan, ladder, groupFrames)
    if (complaints.length > 0) throw new OutputInvalid(complaints.map((one) => `stream ${stream}: ${one}`))
    parts.push(init, ...segments.map(({ part }) => part))
    const codec = size === null ? aacLowComplexity : await avcCodecIn(init)
    renditions.push({ codec, segments, size, channels: media.audio?.channels ?? 0 })
  }
  const sizes = [output, ...ladder.lower].map(({ width, height }) => ({ width, height }))
  for (const [stream, size] of sizes.entries()) await read(stream, size)
  if (output.audio !== null) await read(sizes.length, null)

  const unlike = unlikeComplaints(renditions)
  if (unlike.length > 0) throw new OutputInvalid(unlike)

  const { frameRate, frameCount } = plan
  const targetSeconds = targetSecondsOf(renditions)
  const texts: [name: string, text: string][] = [
    [entry, masterPlaylist(renditions, frameRate)],
    [manifest, dashManifest(renditions, frameRate, (frameCount * frameRate.den) / frameRate.num)],
    ...renditions.map((one, at): [string, string] => [
      playlistName(at),
      mediaPlaylist(one, at, targetSeconds),
    ]),
  ]
  for (const [name, text] of texts) {
    await writePart(path, name, text)
    parts.push(await partOf(path, name, options.signal))
  }
  return { entry, parts, frameCount, media }
}

/** As many as there are, from the first. */
async function segmentsOf(path: string, stream: number, signal: AbortSignal): Promise<Segment[]> {
  const segments: Segment[] = []
  for (let number = 1; ; number += 1) {
    const name = segmentName(stream, number)
    if (!(await isThere(partPath(path, name)))) return segments
    segments.push(await readSegment(await partOf(path, name, signal)))
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * Segments follow on each other, and each can be begun with. A film that was made in chunks has key frames at their borders as
 * well, from which the next groups are counted: its segments are as long as planned, or up to a group longer.
 */
function pictureComplaints(
  segments: readonly Segment[],
  { frameCount, frameRate }: RenderPlan,
  { segmentFrames }: PlannedLadder,
  groupFrames: number,
): string[] {
  const complaints: string[] = []
  let next = 0
  for (const [at, { part, start, duration, timescale, beginsWithKeyFrame }] of segments.entries()) {
    const ticksPerFrame = (frameRate.den * timescale) / frameRate.num
    const frames = duration / ticksPerFrame
    const isLast = at === segments.length - 1
    const isLong = frames >= (isLast ? 1 : segmentFrames) && frames < segmentFrames + groupFrames
    if (start !== next || !Number.isInteger(frames) || !isLong)
      complaints.push(
        `${part.path}: ${frames} frames from ${start}/${timescale} s on, instead of ${segmentFrames} from ${next}/${timescale} s on`,
      )
    if (!beginsWithKeyFrame) complaints.push(`${part.path} does not begin with a key frame`)
    next = start + duration
  }
  const [{ timescale } = { timescale: 1 }] = segments
  const shown = (next * frameRate.num) / (frameRate.den * timescale)
  if (shown !== frameCount) complaints.push(`segments: ${shown} frames instead of ${frameCount}`)
  return complaints
}

/** Who goes from one size to another does it where both begin a segment. */
function unlikeComplaints(renditions: readonly Rendition[]): string[] {
  const [first, ...others] = renditions
    .filter(({ size }) => size !== null)
    .map(({ segments }) => segments.map(({ start, timescale }) => start / timescale).join())
  return others.every((starts) => starts === first) ? [] : ['the sizes are not cut at the same frames']
}

function soundComplaints(segments: readonly Segment[], { frameCount, frameRate }: RenderPlan): string[] {
  const seconds = segments.reduce((sum, { duration, timescale }) => sum + duration / timescale, 0)
  const filmSeconds = (frameCount * frameRate.den) / frameRate.num
  if (Math.abs(seconds - filmSeconds) <= soundSlackSeconds) return []
  return [`sound: ${seconds.toFixed(3)} s instead of ${filmSeconds.toFixed(3)} s`]
}
