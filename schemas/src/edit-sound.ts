import { Type, type Static } from 'typebox'
import { Keyframe } from './edit-easing.ts'
import { AudioTrackChoice } from './edit-audio-track.ts'
import { OneOf, Strict } from './strict.ts'

const Decibels = (description: string) => Type.Number({ minimum: -90, maximum: 30, default: 0, description })

export const GainKeyframe = Keyframe(Decibels('Decibels'))
export type GainKeyframe = Static<typeof GainKeyframe>

export const fadeCurves = ['linear', 'equal-power', 'exponential', 's-curve'] as const
export type FadeCurve = (typeof fadeCurves)[number]

const muted = Type.Optional(Type.Boolean({ default: false, description: 'Leaves the sound out' }))

export const soundRoles = ['voice', 'music', 'sfx'] as const
export type SoundRole = (typeof soundRoles)[number]
const role = (whose: string) =>
  Type.Optional(OneOf(soundRoles, { description: `What it is that is heard of ${whose}, for ducking` }))

/** Of a clip that has a sound. */
export const clipSound = {
  audioTrack: Type.Optional(AudioTrackChoice),
  gainDb: Type.Optional(
    Type.Union([Decibels('Decibels'), Type.Array(GainKeyframe, { minItems: 1, maxItems: 64 })], {
      default: 0,
      description: 'Decibels, or keyframes of them: between two of them the level goes straight in decibels',
    }),
  ),
  channels: Type.Optional(
    OneOf(['stereo', 'left', 'right', 'swap', 'mono'] as const, {
      default: 'stereo',
      description: 'Which side of the asset is heard where: one of them on both sides, or both mixed',
    }),
  ),
  balance: Type.Optional(
    Type.Number({
      minimum: -1,
      maximum: 1,
      default: 0,
      description: 'Towards -1 the right side is taken away, towards 1 the left one',
    }),
  ),
  muted,
  role: role('the clip; that of its track, where nothing is said'),
  fadeCurve: Type.Optional(
    OneOf(fadeCurves, {
      default: 'linear',
      description: 'How the sound comes and goes in fadeIn and fadeOut',
    }),
  ),
}

/** Of all sounds on a track. */
export const trackSound = {
  gainDb: Type.Optional(Decibels('Decibels, on top of those of its clips')),
  muted,
  role: role('all clips on the track'),
}

const Seconds = (minimum: number, maximum: number, fallback: number, description: string) =>
  Type.Optional(Type.Number({ minimum, maximum, default: fallback, description }))

export const Ducking = Strict(
  {
    amountDb: Type.Optional(
      Type.Number({ minimum: 0.1, maximum: 60, default: 12, description: 'Decibels that music goes down' }),
    ),
    attack: Seconds(0.005, 5, 0.25, 'Seconds it takes to go down; it is down when the voice begins'),
    hold: Seconds(
      0.05,
      10,
      0.5,
      'Seconds it stays down after the voice; shorter pauses do not bring it back',
    ),
    release: Seconds(0.005, 10, 0.8, 'Seconds it takes to come back'),
    thresholdDb: Type.Optional(
      Type.Number({
        minimum: -70,
        maximum: -6,
        default: -35,
        description: 'Decibels of full scale: a voice that is lower is taken for silence',
      }),
    ),
  },
  { description: 'What has the role music goes down while something with the role voice is heard' },
)
export type Ducking = Static<typeof Ducking>

export const Loudness = Strict(
  {
    integratedLufs: Type.Number({
      minimum: -40,
      maximum: -5,
      description:
        'Loudness of the whole film in LUFS, by ITU-R BS.1770 and EBU R 128; -23 is what broadcasters ask for',
    }),
    truePeakDbtp: Type.Optional(
      Type.Number({
        minimum: -12,
        maximum: 0,
        default: -1,
        description: 'What no peak goes beyond, those between the samples included, in dBTP',
      }),
    ),
  },
  { description: 'The finished sound is measured, and then made louder or lower as a whole' },
)
export type Loudness = Static<typeof Loudness>
