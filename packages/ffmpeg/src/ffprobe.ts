import assert from 'node:assert/strict'
import { isAbsolute } from 'node:path'
import { allowedDemuxers, allowedProtocols, maxPixels } from './allow-lists.ts'
import { splitLines } from './lines.ts'
import { runTool, type ToolLimits, type ToolRun } from './run-tool.ts'

/** What is read of ffprobe's JSON; numbers come as text, and what does not apply is not there. */
export interface ProbedFile {
  readonly streams?: readonly ProbedStream[]
  readonly format?: ProbedFormat
}

export interface ProbedFormat {
  readonly format_name?: string
  readonly nb_streams?: number
  readonly duration?: string
  readonly start_time?: string
}

export interface ProbedStream {
  readonly index: number
  readonly codec_type?: string
  readonly codec_name?: string
  readonly width?: number
  readonly height?: number
  readonly sample_aspect_ratio?: string
  readonly pix_fmt?: string
  readonly color_space?: string
  readonly r_frame_rate?: string
  readonly avg_frame_rate?: string
  readonly nb_frames?: string
  readonly duration?: string
  readonly sample_rate?: string
  readonly channels?: number
  readonly tags?: Readonly<Record<string, string>>
  readonly disposition?: Readonly<Record<string, number>>
  readonly side_data_list?: readonly { readonly rotation?: number }[]
}

/** One allocation at most: a picture of all the pixels allowed, four bytes each, and room for its neighbours. */
const maxAllocationBytes = 1024 * 1024 * 1024

/** Before every file that ffprobe opens. `file:` keeps a path from being read as anything else. */
function inputArgs(path: string): string[] {
  assert(isAbsolute(path), 'ffprobe is given absolute paths')
  return [
    ...['-v', 'error', '-hide_banner', '-max_alloc', `${maxAllocationBytes}`],
    ...['-protocol_whitelist', allowedProtocols, '-format_whitelist', allowedDemuxers],
    ...['-max_pixels', `${maxPixels}`, '-i', `file:${path}`],
  ]
}

export async function probeFile(
  path: string,
  limits: ToolLimits,
): Promise<{ run: ToolRun; file: ProbedFile | null }> {
  let json = ''
  const args = ['-print_format', 'json', '-show_format', '-show_streams', ...inputArgs(path)]
  const run = await runTool('ffprobe', args, limits, (chunk) => (json += chunk))
  const isWhole = run.ended === 'by itself' && run.exitCode === 0
  return { run, file: isWhole ? (JSON.parse(json) as ProbedFile) : null }
}

/** What the packets of one stream say; nothing is decoded. */
export interface PacketSpan {
  /** Those that are shown: what an edit list cuts away is not counted. */
  readonly packets: number
  readonly firstSeconds: number
  /** When the last one begins, and when it ends, in the order of showing. */
  readonly lastSeconds: number
  readonly endSeconds: number
}

/** Reads the packets of all streams, from a time on if there is one; by stream index. */
export async function readPackets(
  path: string,
  limits: ToolLimits,
  fromSeconds?: number,
): Promise<{ run: ToolRun; spans: ReadonlyMap<number, PacketSpan> }> {
  const spans = new Map<number, PacketSpan>()
  const lines = splitLines((line) => {
    const packet = parsePacket(line)
    if (packet === null) return
    spans.set(packet.stream, widen(spans.get(packet.stream), packet))
  })
  const args = [
    ...['-show_entries', 'packet=stream_index,pts_time,dts_time,duration_time,flags', '-of', 'csv=p=0'],
    ...(fromSeconds === undefined ? [] : ['-read_intervals', `${fromSeconds.toFixed(3)}%`]),
    ...inputArgs(path),
  ]
  const run = await runTool('ffprobe', args, limits, (chunk) => lines.push(chunk))
  lines.end()
  return { run, spans }
}

interface Packet {
  readonly stream: number
  readonly atSeconds: number
  readonly durationSeconds: number
}

/** `stream,pts,dts,duration,flags`; a D among the flags marks what is decoded and not shown. */
function parsePacket(line: string): Packet | null {
  const [stream, pts, dts, duration, flags] = line.split(',')
  if (flags === undefined || flags.includes('D')) return null
  const atSeconds = [Number(pts), Number(dts)].find(Number.isFinite) ?? 0
  return { stream: Number(stream), atSeconds, durationSeconds: Number(duration) || 0 }
}

function widen(span: PacketSpan | undefined, { atSeconds, durationSeconds }: Packet): PacketSpan {
  const endSeconds = atSeconds + durationSeconds
  if (span === undefined) return { packets: 1, firstSeconds: atSeconds, lastSeconds: atSeconds, endSeconds }
  return {
    packets: span.packets + 1,
    firstSeconds: Math.min(span.firstSeconds, atSeconds),
    lastSeconds: Math.max(span.lastSeconds, atSeconds),
    endSeconds: Math.max(span.endSeconds, endSeconds),
  }
}

/** Packets that are read in search of one that can be decoded: the first of a file may lean on what was cut away. */
const packetsToTry = 8

/** Whether anything of a stream can be decoded, judged by its beginning. */
export async function canDecode(
  path: string,
  streamIndex: number,
  limits: ToolLimits,
): Promise<{ run: ToolRun; decodes: boolean }> {
  let decodes = false
  const lines = splitLines((line) => (decodes ||= /^(video|audio)/.test(line)))
  const args = [
    ...['-select_streams', `${streamIndex}`, '-read_intervals', `%+#${packetsToTry}`],
    ...['-show_entries', 'frame=media_type', '-of', 'csv=p=0'],
    ...inputArgs(path),
  ]
  const run = await runTool('ffprobe', args, limits, (chunk) => lines.push(chunk))
  lines.end()
  return { run, decodes }
}
