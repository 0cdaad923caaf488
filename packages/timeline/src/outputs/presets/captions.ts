import type { CaptionsPreset } from './preset.ts'

const alone = { class: 1, size: null, video: null, audio: null } as const

/** The captions of the film, and nothing else. */
export const captionsPresets: readonly CaptionsPreset[] = [
  {
    name: 'captions_srt',
    title: 'Captions, SubRip',
    description: 'The captions that are delivered as a sidecar, in SRT',
    ...alone,
    container: 'srt',
    contentType: 'application/x-subrip; charset=utf-8',
  },
  {
    name: 'captions_vtt',
    title: 'Captions, WebVTT',
    description: 'The captions that are delivered as a sidecar, in WebVTT',
    ...alone,
    container: 'vtt',
    contentType: 'text/vtt; charset=utf-8',
  },
]
