/**
 * What this machine's ffmpeg is and can do. An encoder is usable if it has just encoded a real picture: that it is compiled
 * in, or that there is a GPU, says nothing (an H200 has a GPU and no encoder).
 */
import { createHash } from 'node:crypto'
import { FfmpegUnavailable } from '../errors.ts'
import { runTool } from '../run/run-tool.ts'

export interface EncoderProfile {
  readonly name: string
  readonly usable: boolean
  /** Why it is not, in ffmpeg's words. */
  readonly reason: string | null
}

export interface FfmpegProfile {
  /** Names the build with its libraries and configuration: the same edit gives the same bytes with the same build. */
  readonly ffmpegBuild: string
  readonly encoders: readonly EncoderProfile[]
}

interface Candidate {
  readonly name: string
  /** Before the input: the device it works on. */
  readonly device?: readonly string[]
  readonly pixelFormat?: string
  /** How pictures reach the device. */
  readonly upload?: string
}

const vaapi = { device: ['-vaapi_device', '/dev/dri/renderD128'], upload: 'format=nv12,hwupload' }

const candidates: readonly Candidate[] = [
  { name: 'libx264' },
  { name: 'libx265' },
  { name: 'libvpx-vp9' },
  { name: 'libsvtav1' },
  { name: 'prores_ks', pixelFormat: 'yuv422p10le' },
  { name: 'png', pixelFormat: 'rgb24' },
  { name: 'mjpeg', pixelFormat: 'yuvj420p' },
  { name: 'gif', pixelFormat: 'rgb8' },
  { name: 'h264_nvenc' },
  { name: 'hevc_nvenc' },
  { name: 'h264_qsv', pixelFormat: 'nv12' },
  { name: 'hevc_qsv', pixelFormat: 'nv12' },
  { name: 'h264_vaapi', ...vaapi },
  { name: 'hevc_vaapi', ...vaapi },
  { name: 'h264_amf', pixelFormat: 'nv12' },
  { name: 'hevc_amf', pixelFormat: 'nv12' },
]

const probesAtOnce = 2
const timeoutMs = 20_000
const buildIdLength = 16

export async function readFfmpegProfile(): Promise<FfmpegProfile> {
  const ffmpegBuild = await readBuild()
  const waiting = candidates.map((candidate, at) => ({ candidate, at }))
  const encoders: EncoderProfile[] = []
  const probeNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      encoders[next.at] = await tryEncoder(next.candidate)
  }
  await Promise.all(Array.from({ length: probesAtOnce }, probeNext))
  return { ffmpegBuild, encoders }
}

async function readBuild(): Promise<string> {
  let text = ''
  const run = await runTool('ffmpeg', ['-version'], { timeoutMs }, (chunk) => (text += chunk))
  if (run.exitCode !== 0 || text === '')
    throw new FfmpegUnavailable(`ffmpeg -version: ${run.stderrTail.at(-1) ?? 'no answer'}`)
  return createHash('sha256').update(text).digest('hex').slice(0, buildIdLength)
}

async function tryEncoder({ name, device = [], pixelFormat, upload }: Candidate): Promise<EncoderProfile> {
  let encoded = 0
  const args = [
    ...['-hide_banner', '-nostdin', '-v', 'error', ...device],
    // Large enough for every encoder's smallest picture.
    ...['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=25', '-frames:v', '2'],
    ...['-vf', upload ?? `format=${pixelFormat ?? 'yuv420p'}`, '-c:v', name],
    // Bare packets: whatever comes out was encoded, which a header would not show.
    ...['-map', '0:v', '-f', 'data', 'pipe:1'],
  ]
  const run = await runTool('ffmpeg', args, { timeoutMs }, (chunk) => (encoded += chunk.length))
  if (run.exitCode === 0 && encoded > 0) return { name, usable: true, reason: null }
  const reason = run.timedOut ? 'it takes too long' : causeOf(run.stderrTail)
  return { name, usable: false, reason }
}

/** The first thing that went wrong names the cause; what follows are its consequences. */
function causeOf(stderrTail: readonly string[]): string {
  const line = stderrTail[0] ?? 'it encoded nothing'
  return line.replace(/^(\[[^\]]*\] )+/, '')
}
