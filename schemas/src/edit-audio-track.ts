import { Type, type Static } from 'typebox'

/** Which of the sounds of an asset a clip takes. */
export const AudioTrackChoice = Type.Union(
  [
    Type.Integer({ minimum: 0, maximum: 31, description: 'Its place in the file, counted from 0' }),
    Type.String({
      pattern: '^[a-z]{2,3}$',
      description: 'Its language, by ISO 639 (de, deu, ger); the first one that is in it',
    }),
  ],
  {
    description:
      "Which of the asset's sounds is used, of those that its `audioTracks` list; the one that players begin with, where nothing is said",
  },
)
export type AudioTrackChoice = Static<typeof AudioTrackChoice>

/** How many channels the sound of a file has. */
export const OutputChannels = Type.Union([Type.Literal(1), Type.Literal(2)], {
  default: 2,
  description: 'Of its sound: 2 is stereo; 1 is mono, half of the left side and half of the right one',
})
