import { threeLetters } from '../text/languages.ts'
import type { CaptionTrack } from '../text/caption-tracks.ts'
import type { Container } from './presets.ts'

/** How the track of a container is coded. In MOV, ffmpeg writes languages as the Macintosh numbered them: most are lost. */
const codecs = { mp4: 'mov_text', webm: 'webvtt' } as const
export type CaptionCodec = 'mov_text' | 'webvtt'

export const holdsCaptions = (container: Container): container is keyof typeof codecs => container in codecs

/** What must be found in a finished file of each track, in their order. */
export interface ExpectedCaptions {
  readonly codec: CaptionCodec
  /** In three letters. */
  readonly language: string
  readonly isDefault: boolean
}

/** The tracks of an output, all that there are; there only where it holds any. */
export function captionsFor(
  container: Container,
  tracks: readonly CaptionTrack[] = [],
): { readonly captions?: readonly ExpectedCaptions[] } {
  if (!holdsCaptions(container) || tracks.length === 0) return {}
  const codec = codecs[container]
  return {
    captions: tracks.map(({ language, isDefault = false }) => ({
      ...{ codec, language: threeLetters(language), isDefault },
    })),
  }
}
