import { strict as assert } from 'node:assert'
import type { PlannedFilm } from '@framewright/timeline'

/** What the encoder's own memory holds; the frames come there from the CPU's. */
interface GpuEncoder {
  readonly quality: (crf: number) => string[]
  readonly rate: readonly string[]
  readonly settings: readonly string[]
  /** The pixel format that it takes; null: frames that are on the device already. */
  readonly pixelFormat: string | null
}

/**
 * A CRF of x264 and x265 is a quantiser that gives way to the eye; so are NVENC's `cq` and QSV's
 * `global_quality`; the `qp` of VA-API and AMF does not give way. All count from 0 to 51 and mean about the same by a number, so
 * the number is handed on: what is asked for is never dropped, and what it costs in bits differs.
 * Sources: the options that `ffmpeg -h encoder=NAME` lists.
 */
const families: Readonly<Record<string, GpuEncoder>> = {
  nvenc: {
    // 0 would leave it to the driver.
    quality: (crf) => ['-rc', 'vbr', '-cq', String(Math.max(1, crf)), '-b:v', '0'],
    rate: ['-rc', 'vbr'],
    settings: ['-preset', 'p5', '-tune', 'hq', '-spatial_aq', '1'],
    pixelFormat: 'yuv420p',
  },
  qsv: {
    quality: (crf) => ['-global_quality', String(Math.max(1, crf))],
    rate: [],
    settings: ['-preset', 'slower'],
    pixelFormat: 'nv12',
  },
  vaapi: {
    quality: (crf) => ['-rc_mode', 'CQP', '-qp', String(Math.max(1, crf))],
    rate: ['-rc_mode', 'VBR'],
    settings: [],
    pixelFormat: null,
  },
  amf: {
    quality: (crf) => ['-rc', 'cqp', '-qp_i', String(crf), '-qp_p', String(crf)],
    rate: ['-rc', 'vbr_peak'],
    settings: ['-usage', 'transcoding', '-quality', 'quality'],
    pixelFormat: 'nv12',
  },
}

export const isOnDevice = (encoder: string): boolean => encoder.endsWith('_vaapi')
/** Opened once for the whole command, where an encoder takes frames that are on the device. */
export const deviceArgs = ['-init_hw_device', 'vaapi=gpu:/dev/dri/renderD128', '-filter_hw_device', 'gpu']

export function gpuEncoderArgs(
  { encoder, codec, crf, rate }: PlannedFilm,
  rateArgs: readonly string[],
): string[] {
  const family = families[encoder.slice(encoder.indexOf('_') + 1)]
  assert(family !== undefined && (rate !== undefined || crf !== null), `there are no settings for ${encoder}`)
  return [
    family.settings,
    rate === undefined ? family.quality(crf ?? 0) : [...family.rate, ...rateArgs],
    codec === 'h264' ? ['-profile:v', 'high'] : ['-tag:v', 'hvc1'],
    family.pixelFormat === null ? [] : ['-pix_fmt', family.pixelFormat],
  ].flat()
}
