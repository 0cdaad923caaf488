import type { SoundPreset } from './preset.ts'

/** The sound of the film, and nothing else. */
export const soundPresets: readonly SoundPreset[] = [
  {
    name: 'audio_wav',
    title: 'Sound, uncompressed',
    description: '24-bit PCM in WAV, the sound alone',
    class: 3,
    container: 'wav',
    contentType: 'audio/wav',
    size: null,
    video: null,
    audio: { codec: 'pcm_s24le', kilobitsPerSecond: null },
  },
  {
    name: 'audio_m4a',
    title: 'Sound, AAC',
    description: 'AAC in M4A, the sound alone',
    class: 3,
    container: 'm4a',
    contentType: 'audio/mp4',
    size: null,
    video: null,
    audio: { codec: 'aac', kilobitsPerSecond: 192 },
  },
  {
    name: 'audio_mp3',
    title: 'Sound, MP3',
    description: 'MP3, the sound alone',
    class: 3,
    container: 'mp3',
    contentType: 'audio/mpeg',
    size: null,
    video: null,
    audio: { codec: 'mp3', kilobitsPerSecond: 192 },
  },
]
