import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const options = { encoding: 'buffer', maxBuffer: 10_000_000, timeout: 60_000 } as const

export interface StreamFacts {
  readonly codec: string
  readonly profile: string | null
  readonly durationSeconds: number
  /** Counted in the file, not read from its header. */
  readonly packets: number
}

export interface FilmFacts {
  readonly container: string
  readonly durationSeconds: number
  readonly sizeBytes: number
  readonly sha256: string
  readonly video:
    (StreamFacts & { width: number; height: number; frameRate: string; pixelFormat: string }) | null
  readonly audio: (StreamFacts & { sampleRateHz: number; channels: number }) | null
  /** Of the whole film, in decibels below full scale. */
  readonly meanVolumeDb: number | null
}

interface ProbedStream {
  codec_type: string
  codec_name: string
  profile?: string
  duration?: string
  nb_read_packets?: string
  width: number
  height: number
  r_frame_rate: string
  pix_fmt: string
  sample_rate: string
  channels: number
}

/** What ffprobe, ffmpeg and a hash say of a file. Nothing here comes from Framewright. */
export async function inspectFilm(path: string): Promise<FilmFacts> {
  const [probed, { size }, sha256, meanVolumeDb] = await Promise.all([
    run(
      'ffprobe',
      ['-v', 'error', '-count_packets', '-show_streams', '-show_format', '-of', 'json', path],
      options,
    ),
    stat(path),
    hashOf(path),
    loudnessOf(path),
  ])
  const { streams, format } = JSON.parse(probed.stdout.toString()) as {
    streams: ProbedStream[]
    format: { format_name: string; duration: string }
  }
  const video = streams.find(({ codec_type }) => codec_type === 'video')
  const audio = streams.find(({ codec_type }) => codec_type === 'audio')
  return {
    container: format.format_name,
    durationSeconds: Number(format.duration),
    sizeBytes: size,
    sha256,
    meanVolumeDb,
    video:
      video === undefined
        ? null
        : {
            ...factsOf(video),
            width: video.width,
            height: video.height,
            frameRate: video.r_frame_rate,
            pixelFormat: video.pix_fmt,
          },
    audio:
      audio === undefined
        ? null
        : {
            ...factsOf(audio),
            sampleRateHz: Number(audio.sample_rate),
            channels: audio.channels,
          },
  }
}

const factsOf = (stream: ProbedStream): StreamFacts => ({
  codec: stream.codec_name,
  profile: stream.profile ?? null,
  durationSeconds: Number(stream.duration),
  packets: Number(stream.nb_read_packets),
})

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

async function loudnessOf(path: string): Promise<number | null> {
  const { stderr } = await run(
    'ffmpeg',
    ['-hide_banner', '-nostdin', '-i', path, '-vn', '-af', 'volumedetect', '-f', 'null', '-'],
    options,
  )
  const found = /mean_volume: (-?[\d.]+) dB/.exec(stderr.toString())
  return found === null ? null : Number(found[1])
}

/** The mean brightness of some frames, 0 to 255: enough to tell a picture from none. */
export async function brightnessOf(path: string, frames: readonly number[]): Promise<number[]> {
  const wanted = frames.map((frame) => `eq(n,${frame})`).join('+')
  const filter = `select='${wanted}',scale=64:36:flags=area,format=gray`
  const { stdout } = await run(
    'ffmpeg',
    ['-v', 'error', '-nostdin', '-i', path, '-an', '-vf', filter, '-vsync', '0', '-f', 'rawvideo', '-'],
    options,
  )
  const pixels = 64 * 36
  return Array.from({ length: Math.floor(stdout.length / pixels) }, (_, at) => {
    const frame = stdout.subarray(at * pixels, (at + 1) * pixels)
    return frame.reduce((sum, value) => sum + value, 0) / pixels
  })
}
