/**
 * Whether packets of a file can be taken as they are. In: a source and which of its frames are wanted. Out: null, or why
 * they have to be encoded. The packets are looked at, none is decoded: what a file says in its header need not be so.
 */
import type { Rational } from '@framewright/schemas'
import type { StreamCopy } from '@framewright/timeline'
import { EncodeTimedOut } from '../errors.ts'
import { runTool, type ToolLimits } from '../run/run-tool.ts'
import { splitLines } from '../run/lines.ts'
import { inputArgs } from './ffprobe.ts'

export interface Packet {
  /** In ticks of the stream, when it is shown. */
  readonly pts: number
  readonly isKey: boolean
  readonly isHidden: boolean
}

/** Throws EncodeTimedOut or FfmpegUnavailable, or the signal's reason. */
export async function copyObstacle(
  path: string,
  { stream = 0, firstFrame }: StreamCopy,
  { frameCount, frameRate }: { readonly frameCount: number; readonly frameRate: Rational },
  limits: ToolLimits,
): Promise<string | null> {
  const packets: Packet[] = []
  let header = ''
  const lines = splitLines((line) => {
    const [kind, pts = '', flags = ''] = line.split(',')
    if (kind !== 'packet') header += `${line}\n`
    else packets.push({ pts: Number(pts), isKey: flags.includes('K'), isHidden: flags.includes('D') })
  })
  const args = [
    ...['-of', 'csv=nk=1:s=,', '-select_streams', `v:${stream}`],
    ...['-show_entries', 'packet=pts,flags:stream=sample_aspect_ratio,time_base', ...inputArgs(path)],
  ]
  const run = await runTool('ffprobe', args, limits, (chunk) => lines.push(chunk))
  lines.end()
  if (run.timedOut) throw new EncodeTimedOut(limits.timeoutMs, run.stderrTail)
  const [, aspect = '', num = 0, den = 0] = /^stream,([^,]*),(\d+)\/(\d+)/m.exec(header) ?? []
  if (run.exitCode !== 0 || Number(den) === 0) return 'the file cannot be read'
  if (!['1:1', '0:1', 'N/A'].includes(aspect)) return 'its pixels are no squares'
  const ticks = (frameRate.den * Number(den)) / (frameRate.num * Number(num))
  return obstacleIn(packets, firstFrame, frameCount, ticks)
}

/** Of the packets of a stream in the order of the file, with so many ticks to a frame. */
export function obstacleIn(
  packets: readonly Packet[],
  firstFrame: number,
  frameCount: number,
  ticksPerFrame: number,
): string | null {
  if (packets.some(({ isHidden }) => isHidden)) return 'an edit list cuts its frames'
  const shown = packets.map(({ pts }) => pts).sort((a, b) => a - b)
  const [origin = 0] = shown
  const isEven = shown.every((pts, at) => Math.abs(pts - origin - at * ticksPerFrame) <= 1)
  if (!isEven) return 'its frames do not all last as long'
  const first = packets.findIndex(({ pts }) => pts === shown[firstFrame])
  if (shown.length < firstFrame + frameCount || first < 0) return `it has ${shown.length} frames`
  if (packets[first]?.isKey !== true) return 'it is not cut at a key frame'
  const behind = packets.slice(first)
  const [start = 0, end = 0] = [shown[firstFrame], shown[firstFrame + frameCount - 1]]
  if (behind.some(({ pts }) => pts < start))
    return 'frames that are shown before its key frame come behind it'
  const isWhole = behind.slice(0, frameCount).every(({ pts }) => pts <= end)
  return isWhole ? null : 'its last frames need some that are behind them'
}
