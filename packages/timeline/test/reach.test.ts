import {
  AudioClip,
  CaptionsClip,
  CompositionClip,
  ImageClip,
  SequenceClip,
  ShapeClip,
  TextClip,
  VideoClip,
} from '@framewright/schemas'
import { test } from 'tap'
import {
  atEndReach,
  effectKinds,
  frameLocal,
  kenBurnsReach,
  maskReach,
  motionReach,
  movingCropReach,
  transformReach,
  type Reach,
} from '../src/index.ts'
import { textReach } from '../src/text/text-script.ts'

/** What a clip is, where it is, or what it sounds like: no frame of it needs another for that. */
const nothingMoves =
  'type asset sequence composition shape text id start duration in cues words subtitles language title default deliver ' +
  'audioTrack gainDb channels balance muted role'
/** Drawn once, for all of its frames alike. */
const drawn =
  'size color font weight style align maxWidth maxLines maxWords lineHeight verticalAlign box stroke shadow blend flip fit anchor'

/** What may change from frame to frame, and what such a frame is made of. */
const reaches: Readonly<Record<string, readonly Reach[]>> = {
  ...Object.fromEntries([nothingMoves, drawn].flatMap((keys) => keys.split(' ').map((key) => [key, []]))),
  ...{ speed: [motionReach.speed], pitch: [motionReach.pitch], reverse: [motionReach.reverse] },
  ...{ freeze: [motionReach.freeze], atEnd: Object.values(atEndReach) },
  ...{ crop: [movingCropReach], kenBurns: [kenBurnsReach], mask: [maskReach] },
  ...{ position: [transformReach], scale: [transformReach], rotation: [transformReach] },
  ...{ opacity: [transformReach], borderRadius: [transformReach] },
  ...{ animateIn: [textReach.animateIn], animateOut: [textReach.animateOut] },
  ...{ maxGap: [textReach.captions], activeWord: [textReach.captions] },
  // By the clip's own frame, as a transition is by that of the later clip; each kind of it says so itself.
  ...{ fadeIn: [frameLocal], fadeOut: [frameLocal], fadeCurve: [frameLocal], transition: [frameLocal] },
  effects: Object.values(effectKinds).map(({ reach }) => reach),
}

test('whatever may be said of a clip declares what its frames are made of', async (t) => {
  const clips = [
    VideoClip,
    ImageClip,
    SequenceClip,
    CompositionClip,
    ShapeClip,
    TextClip,
    CaptionsClip,
    AudioClip,
  ]
  const keys = new Set(clips.flatMap(({ properties }) => Object.keys(properties)))
  t.same(
    [...keys].filter((key) => !(key in reaches)),
    [],
    'nothing is new and says nothing',
  )
  t.same(
    Object.keys(reaches).filter((key) => !keys.has(key)),
    [],
    'and nothing is declared that is not there',
  )
  // Nothing but an effect may hold the frames of a clip together: borders are looked for there.
  t.same(
    Object.entries(reaches)
      .filter(
        ([key, declared]) =>
          key !== 'effects' && declared.some(({ kind }) => kind === 'pre-roll' || kind === 'span'),
      )
      .map(([key]) => key),
    ['pitch'],
    'but the pitch of a sound, which is made whole',
  )
})
