import type { PicturePreset } from './preset.ts'

/**
 * For platforms, by what they publish of themselves. What they only recommend (YouTube: 8 Mbit/s for 1080p and 35 to 45
 * for 4K at 24 to 30 frames a second, 12 and 53 to 68 at 48 to 60) is no limit, and nothing is refused for it.
 *
 * Looked up again on 2026-11-27: TikTok (4 GB, 10 min, 23 to 60 frames, sides of 360 to 4096), YouTube (256 GB, 12 h), Shorts (3 min) and
 * Reels (3 s to 15 min, 23 to 60 frames, 1920 columns, 25 Mbit/s) are as they were, by copies of their pages. For Reels some name 1 GB in place
 * of 300 MB by now; what everybody takes is kept until the page itself has been seen. Instagram and YouTube ask for no edit lists, which files with
 * B-frames and AAC have here: they say where picture and sound begin.
 */
const mp4 = { container: 'mp4', contentType: 'video/mp4' } as const
const upright = { kind: 'fixed', width: 1080, height: 1920 } as const
const hours = 3600

const youtube = {
  of: 'YouTube',
  sources: [
    // Lengths and sizes of uploads.
    'https://support.google.com/youtube/answer/71673',
    // Encoding: H.264 High, AAC-LC at 48 kHz, closed groups of pictures, the index in front, any frame rate.
    'https://support.google.com/youtube/answer/1722171',
  ],
  shortestSeconds: null,
  longestSeconds: 12 * hours,
  frameRate: null,
  side: null,
  isUpright: false,
  videoKilobitsPerSecond: null,
  largestBytes: 256e9,
} as const

/** The player of YouTube adapts to any shape; bars in the file would stay there for good. */
const ofYoutube = {
  class: 5,
  ...mp4,
  video: { codec: 'h264', crf: { default: 18, min: 12, max: 32 } },
  audio: { codec: 'aac', kilobitsPerSecond: 384 },
} as const

export const platformPresets: readonly PicturePreset[] = [
  {
    name: 'tiktok',
    title: 'TikTok',
    description: 'H.264 in MP4 for TikTok, upright 1080x1920; what has another shape gets bars',
    class: 3,
    ...mp4,
    size: upright,
    video: { codec: 'h264', crf: { default: 20, min: 14, max: 35 } },
    audio: { codec: 'aac', kilobitsPerSecond: 160 },
    limits: {
      of: 'TikTok',
      sources: ['https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide'],
      shortestSeconds: null,
      longestSeconds: 600,
      frameRate: { min: 23, max: 60 },
      side: { min: 360, max: 4096 },
      isUpright: false,
      videoKilobitsPerSecond: null,
      largestBytes: 4e9,
    },
  },
  {
    name: 'youtube_shorts',
    title: 'YouTube Shorts',
    description: 'H.264 in MP4 for YouTube Shorts, upright 1080x1920; what has another shape gets bars',
    ...ofYoutube,
    class: 3,
    size: upright,
    limits: {
      ...youtube,
      of: 'YouTube Shorts',
      // Three minutes, upright or square: longer and broader ones are ordinary videos.
      sources: [...youtube.sources, 'https://support.google.com/youtube/answer/15424877'],
      longestSeconds: 180,
      isUpright: true,
    },
  },
  {
    name: 'instagram_reels',
    title: 'Instagram Reels',
    description: 'H.264 in MP4 for Instagram Reels, upright 1080x1920; what has another shape gets bars',
    class: 3,
    ...mp4,
    size: upright,
    video: { codec: 'h264', crf: { default: 21, min: 16, max: 35 } },
    audio: { codec: 'aac', kilobitsPerSecond: 128 },
    limits: {
      of: 'Instagram Reels',
      sources: [
        'https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media',
      ],
      shortestSeconds: 3,
      longestSeconds: 900,
      frameRate: { min: 23, max: 60 },
      side: { min: 16, max: 1920 },
      isUpright: false,
      videoKilobitsPerSecond: 25_000,
      largestBytes: 300e6,
    },
  },
  {
    name: 'youtube_1080p',
    title: 'YouTube 1080p',
    description: 'H.264 in MP4 for YouTube, in the shape of the canvas, scaled to 1080p',
    ...ofYoutube,
    size: { kind: 'scaled', longestSide: 1920, shortestSide: 1080 },
    limits: youtube,
  },
  {
    name: 'youtube_4k',
    title: 'YouTube 4K',
    description: 'H.264 in MP4 for YouTube, in the shape of the canvas, scaled to 4K',
    ...ofYoutube,
    class: 7,
    size: { kind: 'scaled', longestSide: 3840, shortestSide: 2160 },
    limits: youtube,
  },
]
