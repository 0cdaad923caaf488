import type {
  PlannedAudio,
  PlannedFilm,
  PlannedGif,
  PlannedPicture,
  PlannedSprite,
  PlannedStill,
} from '@framewright/timeline'
import { colorTags } from './color-tags.ts'
import { gpuEncoderArgs } from './gpu-encoder-args.ts'
import { zonesBefore } from './film-goes-on.ts'
import { svtAv1Hdr, x265Hdr } from './hdr-metadata.ts'

/** One of the two times that a film is encoded, and the file in which the first leaves what it has seen for the second. */
export interface Pass {
  readonly number: 1 | 2
  readonly logPath: string
}

/** The options of the picture's encoder, each with its reason. */
export function videoArgs({ video, width, expected }: PlannedPicture, pass?: Pass): string[] {
  return [
    ['-c:v', video.encoder],
    'keyframeInterval' in video
      ? filmArgs(video, { width, frameCount: expected.frameCount }, pass)
      : imageArgs(video),
    // The frames are counted already: none is to be dropped or doubled.
    ['-fps_mode', 'passthrough'],
  ].flat()
}

interface FilmFacts {
  readonly width: number
  readonly frameCount: number
}

const filmArgs = (video: PlannedFilm, facts: FilmFacts, pass?: Pass): string[] =>
  [
    encoderArgs(video, facts, pass),
    // Every group of pictures stands on its own: a file can be cut and joined at its key frames.
    ['-g', String(video.keyframeInterval)],
    ['-flags:v', '+bitexact+cgop'],
    video.hasFixedGroups ? ['-sc_threshold', '0'] : [],
    ...Object.entries(colorTags(video)).map(([name, tag]) => [`-${name}`, tag]),
    ['-color_range', 'tv'],
  ].flat()

const imageArgs = (image: PlannedStill | PlannedGif | PlannedSprite): string[] =>
  [
    image.codec === 'mjpeg' ? ['-q:v', 'tileCount' in image ? '4' : '2'] : [],
    ['-threads', '1'],
    ['-flags:v', '+bitexact'],
  ].flat()

function encoderArgs(video: PlannedFilm, { width, frameCount }: FilmFacts, pass?: Pass): string[] {
  const { encoder, crf, rate, threads, profile = 'hq', hasAlpha = false, hdr, goesOn = false } = video
  const deep = hdr === undefined ? '' : '10le'
  const quality = rate === undefined ? ['-crf', String(crf)] : rateArgs(rate)
  switch (encoder) {
    case 'libx264':
      return [
        ['-preset', 'fast'],
        crf === null || rate === undefined ? quality : ['-crf', String(crf), ...capArgs(rate)],
        ['-profile:v', 'high'],
        ['-pix_fmt', 'yuv420p'],
        ['-threads', String(threads)],
        [
          '-x264-params',
          paramsText({
            // Without it x264 decides otherwise with AVX2 than without.
            'cpu-independent': 1,
            ...(goesOn ? { zones: zonesBefore(frameCount) } : {}),
          }),
        ],
        passArgs(pass),
      ].flat()
    case 'libx265': {
      const params = {
        pools: Math.min(threads, 8),
        // The bytes depend on this number, and on none of the others.
        'frame-threads': rate === undefined ? 2 : 1,
        // Rows that go on at the same time would share out the buffer by who comes first.
        ...(rate === undefined ? {} : { wpp: 0 }),
        // How the lookahead is sliced depends on how many threads there are.
        'lookahead-slices': 0,
        'open-gop': 0,
        // The note of the encoder in the stream names the processor it ran on.
        info: 0,
        'log-level': 'error',
        ...x265Hdr(hdr),
        ...(pass === undefined ? {} : { pass: pass.number, stats: escapeOption(pass.logPath) }),
      }
      return [
        ['-preset', 'fast'],
        quality,
        ['-pix_fmt', `yuv420p${deep}`],
        // The tag that Apple's players want.
        ['-tag:v', 'hvc1'],
        ['-x265-params', paramsText(params)],
      ].flat()
    }
    case 'libvpx-vp9':
      return [
        ['-deadline', 'good'],
        ['-cpu-used', '4'],
        quality,
        // 0: the quality decides alone.
        rate === undefined ? ['-b:v', '0'] : passArgs(pass),
        hdr === undefined ? [] : ['-profile:v', '2'],
        ['-pix_fmt', hasAlpha ? 'yuva420p' : `yuv420p${deep}`],
        ['-row-mt', '1'],
        ['-tile-columns', String(tileColumns(width))],
        // A frame that is not shown would have no alpha of its own.
        ['-auto-alt-ref', hasAlpha ? '0' : '1'],
        ['-lag-in-frames', '25'],
        ['-threads', String(threads)],
      ].flat()
    case 'libsvtav1':
      return [
        ['-preset', '8'],
        quality,
        ['-pix_fmt', `yuv420p${deep}`],
        // For memory, not for the bytes: those are the same for any number, and on any processor.
        ['-svtav1-params', paramsText({ lp: threads, ...svtAv1Hdr(hdr) })],
      ].flat()
    case 'prores_ks':
      return [
        ['-profile:v', profile],
        ['-pix_fmt', profile === '4444' ? `yuv${hasAlpha ? 'a' : ''}444p10le` : 'yuv422p10le'],
        // What other programs look for before they call it ProRes.
        ['-vendor', 'apl0'],
        ['-threads', String(threads)],
      ].flat()
    default:
      return gpuEncoderArgs(video, rate === undefined ? [] : rateArgs(rate))
  }
}

/** ffmpeg adds the number of the stream, which is the same in both passes. */
const passArgs = (pass?: Pass): string[] =>
  pass === undefined ? [] : ['-pass', String(pass.number), '-passlogfile', pass.logPath]

type Rate = NonNullable<PlannedFilm['rate']>

const rateArgs = (rate: Rate): string[] => ['-b:v', `${rate.averageKbps}k`, ...capArgs(rate)]

const capArgs = ({ peakKbps, bufferKbits }: Rate): string[] =>
  [
    ['-maxrate', `${peakKbps}k`],
    ['-bufsize', `${bufferKbits}k`],
  ].flat()

/** For a list of options that are parted by colons. */
const escapeOption = (value: string): string => value.replace(/[\\':]/g, '\\$&')

const paramsText = (params: Readonly<Record<string, string | number>>): string =>
  Object.entries(params)
    .map(([key, value]) => `${key}=${value}`)
    .join(':')

/** As a power of two; a column is 256 pixels wide at least. */
const tileColumns = (width: number): number => Math.max(0, Math.min(2, Math.floor(Math.log2(width / 256))))

export function audioArgs({ codec, kilobitsPerSecond }: PlannedAudio): string[] {
  const bitRate = kilobitsPerSecond === null ? [] : ['-b:a', `${kilobitsPerSecond}k`]
  const encoder = { aac: 'aac', opus: 'libopus', pcm_s24le: 'pcm_s24le', mp3: 'libmp3lame' }[codec]
  return ['-c:a', encoder, ...bitRate, '-flags:a', '+bitexact']
}
