import assert from 'node:assert/strict'
import { isAbsolute } from 'node:path'
import { allowedDemuxers, allowedProtocols, maxPixels } from '../allow-lists.ts'
import { splitLines } from '../run/lines.ts'
import { runTool, type ToolLimits, type ToolRun } from '../run/run-tool.ts'

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
  readonly color_primaries?: string
  readonly color_transfer?: string
  readonly field_order?: string
  readonly r_frame_rate?: string
  readonly avg_frame_rate?: string
  readonly nb_frames?: string
  readonly start_time?: string
  readonly duration?: string
  readonly sample_rate?: string
  readonly channels?: number
  readonly channel_layout?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly disposition?: Readonly<Record<string, number>>
  readonly side_data_list?: readonly { readonly rotation?: number }[]
}

/** One allocation at most: a picture of all the pixels allowed, four bytes each, and room for its neighbours. */
const maxAllocationBytes = 1024 * 1024 * 1024

/** Before every file that ffprobe opens. `file:` keeps a path from being read as anything else. */
export function inputArgs(path: string): string[] {
  assert(isAbsolute(path), 'ffprobe is given absolute paths')
  return [
    ...['-v', 'error', '-hide_banner', '-max_alloc', `${maxAllocationBytes}`],
    ...['-protocol_whitelist', allowedProtocols, '-format_whitelist', allowedDemuxers],
    ...['-max_pixels', `${maxPixels}`, '-i', `file:${path}`],
  ]
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

export interface InspectedFile {
  readonly run: ToolRun
  /** Null: ffprobe can make nothing of it. */
  readonly file: ProbedFile | null
  /** By stream index. */
  readonly spans: ReadonlyMap<number, PacketSpan>
  /** Packets that are decoded and not shown, by stream index: an edit list cuts them away. */
  readonly hidden: ReadonlyMap<number, number>
  /** When each packet of a picture or a sound is shown, in the order of the file, by stream index; where it is wanted. */
  readonly times: ReadonlyMap<number, readonly number[]>
}

/** Of all that is not packets; a file that has more to say about itself is not one of ours. */
const longestHeader = 16 * 1024 * 1024

/**
 * Reads what the file says of itself, and all its packets, none of them decoded: what it says need not be so. Everything in
 * one go, because starting ffprobe costs more than reading a gigabyte that has just been written.
 */
export async function inspectFile(
  path: string,
  limits: ToolLimits,
  { withTimes = false } = {},
): Promise<InspectedFile> {
  const spans = new Map<number, PacketSpan>()
  const times = new Map<number, number[]>()
  const hidden = new Map<number, number>()
  const timesOf = (stream: number): number[] => {
    const known = times.get(stream) ?? []
    times.set(stream, known)
    return known
  }
  let header = ''
  let isInPackets = false
  // With `c=1` each packet begins a line of its own; an hour of film is not to become one JSON text in memory.
  const lines = splitLines((line) => {
    if (line === '    "packets": [') isInPackets = true
    else if (!isInPackets) header += header.length < longestHeader ? line : ''
    else if (line.startsWith('    ]')) isInPackets = false
    else {
      const packet = parsePacket(line)
      if (packet === null) return
      const { stream } = packet
      if (packet.isHidden) hidden.set(stream, (hidden.get(stream) ?? 0) + 1)
      else {
        spans.set(stream, widen(spans.get(stream), packet))
        if (withTimes) timesOf(stream).push(packet.atSeconds)
      }
    }
  })
  const args = [
    ...['-of', 'json=c=1', '-show_format', '-show_streams', '-show_packets'],
    ...['-show_entries', 'packet=stream_index,pts_time,dts_time,duration_time,flags', ...inputArgs(path)],
  ]
  const run = await runTool('ffprobe', args, limits, (chunk) => lines.push(chunk))
  lines.end()
  const isWhole = run.exitCode === 0 && header.length < longestHeader
  return { run, file: isWhole ? (JSON.parse(header) as ProbedFile) : null, spans, hidden, times }
}

interface Packet {
  readonly stream: number
  readonly atSeconds: number
  readonly durationSeconds: number
  readonly isHidden: boolean
}

const field = (name: string): RegExp => new RegExp(`"${name}": "?([^",]+)`)
const fields = {
  stream: field('stream_index'),
  pts: field('pts_time'),
  dts: field('dts_time'),
  duration: field('duration_time'),
  flags: field('flags'),
}

/** Null for other lines. D among the flags: it is decoded and not shown. */
function parsePacket(line: string): Packet | null {
  const read = (of: RegExp) => of.exec(line)?.[1]
  const flags = read(fields.flags)
  if (flags === undefined) return null
  const atSeconds = [read(fields.pts), read(fields.dts)].map(Number).find(Number.isFinite) ?? 0
  return {
    stream: Number(read(fields.stream)),
    atSeconds,
    durationSeconds: Number(read(fields.duration)) || 0,
    isHidden: flags.includes('D'),
  }
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
