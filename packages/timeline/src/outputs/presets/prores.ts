import type { PicturePreset } from './preset.ts'

/**
 * For editing programs, beside `high_quality`, which is ProRes 422 HQ. The rates are those of Apple's white paper
 * (https://www.apple.com/final-cut-pro/docs/Apple_ProRes.pdf), for 1080p at 30 frames a second.
 */
const proRes = {
  class: 3,
  container: 'mov',
  contentType: 'video/quicktime',
  size: { kind: 'canvas', longestSide: 4096, shortestSide: 2304 },
  audio: { codec: 'pcm_s24le', kilobitsPerSecond: null },
} as const

export const proResPresets: readonly PicturePreset[] = [
  {
    name: 'prores_proxy',
    title: 'ProRes 422 Proxy',
    description: 'ProRes 422 Proxy in QuickTime for rough cuts, some 45 Mbit/s in 1080p',
    ...proRes,
    video: { codec: 'prores', crf: null, profile: 'proxy' },
  },
  {
    name: 'prores_lt',
    title: 'ProRes 422 LT',
    description: 'ProRes 422 LT in QuickTime, some 102 Mbit/s in 1080p',
    ...proRes,
    video: { codec: 'prores', crf: null, profile: 'lt' },
  },
  {
    name: 'prores_422',
    title: 'ProRes 422',
    description: 'ProRes 422 in QuickTime, some 147 Mbit/s in 1080p',
    ...proRes,
    video: { codec: 'prores', crf: null, profile: 'standard' },
  },
  {
    name: 'prores_4444',
    title: 'ProRes 4444',
    description: 'ProRes 4444 in QuickTime, transparent if the canvas is, some 330 Mbit/s in 1080p',
    ...proRes,
    video: { codec: 'prores', crf: null, profile: '4444', keepsAlpha: true },
  },
]
