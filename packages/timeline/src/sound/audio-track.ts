import type { AssetFacts, AudioFacts, AudioTrackChoice } from '@framewright/schemas'
import { refuse, type Findings } from '../resolve/problems.ts'

interface Hearing {
  readonly audioTrack?: AudioTrackChoice
}

/** The asset as a clip hears it: with the sound that is asked for in place of the usual one. Null: it has none such. */
export function heardBy({ audioTrack }: Hearing, facts: AssetFacts): AssetFacts | null {
  if (audioTrack === undefined) return facts
  const audio = tracksOf(facts).find((track, at) =>
    typeof audioTrack === 'number' ? at === audioTrack : isIn(audioTrack, track),
  )
  return audio === undefined ? null : { ...facts, media: { ...facts.media, audio } }
}

export function refuseTrack(
  { audioTrack }: Hearing,
  facts: AssetFacts,
  pointer: string,
  findings: Findings,
): void {
  const tracks = tracksOf(facts)
  const message =
    typeof audioTrack === 'number'
      ? `the asset has no sound ${audioTrack}, counted from 0`
      : `the asset has no sound in the language ${audioTrack}`
  const remedy =
    tracks.length === 0
      ? 'Leave it out, or use an asset that has sound.'
      : `Use one of ${tracks.map(nameOf).join('; ')}. Or leave it out.`
  refuse(findings, 'AUDIO_TRACK_UNKNOWN', `${pointer}/audioTrack`, message, remedy)
}

const tracksOf = ({ media: { audio, audioTracks } }: AssetFacts): readonly AudioFacts[] =>
  audioTracks ?? (audio === null ? [] : [audio])

/** A language has codes of two and of three letters, some two of those: de, deu and ger are one. */
const isIn = (language: string, track: AudioFacts): boolean =>
  track.language !== undefined && canonical(language) === canonical(track.language)
const canonical = (language: string): string | undefined => Intl.getCanonicalLocales(language)[0]

const nameOf = ({ language, title, channels, codec }: AudioFacts, at: number): string => {
  const said = [language, title, `${channels} channels of ${codec}`].filter((one) => one !== undefined)
  return `${at} (${said.join(', ')})`
}
