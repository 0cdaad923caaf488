import { Type, type Static } from 'typebox'
import { OutputChannels } from './edit-audio-track.ts'
import { AudioClip, ImageClip, ShapeClip, TextClip, VideoClip } from './edit-clips.ts'
import { Language } from './edit-caption-delivery.ts'
import { CaptionsClip } from './edit-captions.ts'
import { CompositionClip, CompositionName } from './edit-composition.ts'
import { FilmEffects, TrackEffects } from './edit-effects.ts'
import { Hdr } from './edit-hdr.ts'
import { Metadata } from './edit-metadata.ts'
import { RenderPolicy } from './edit-policy.ts'
import { longestFilmSeconds } from './edit-seconds.ts'
import { SequenceClip, Sequences } from './edit-sequence.ts'
import { Gradient } from './edit-shapes.ts'
import { Ducking, Loudness, trackSound } from './edit-sound.ts'
import { Rational, Strict } from './strict.ts'

const sizeLimits = { minimum: 16, maximum: 8192 }

const Ground = Type.String({
  pattern: '^(#[0-9a-fA-F]{6}|transparent)$',
  description: 'A colour as #rrggbb, or transparent',
})

export const Canvas = Strict({
  width: Type.Integer({ ...sizeLimits, description: 'Pixels; even' }),
  height: Type.Integer({ ...sizeLimits, description: 'Pixels; even' }),
  fps: Type.Union([Type.Integer({ minimum: 1, maximum: 120 }), Rational], {
    description: 'Frames per second: an integer, or {"num": 24000, "den": 1001}',
  }),
  background: Type.Optional(
    Type.Union([Ground, Gradient], {
      description:
        'A colour as #rrggbb, a gradient, or "transparent" for outputs that keep it; the others show black there',
    }),
  ),
  hdr: Type.Optional(Hdr),
})
export type Canvas = Static<typeof Canvas>

export const VideoTrack = Strict({
  kind: Type.Literal('video'),
  ...trackSound,
  effects: Type.Optional(TrackEffects),
  clips: Type.Array(
    Type.Union([VideoClip, ImageClip, ShapeClip, TextClip, CaptionsClip, CompositionClip, SequenceClip]),
    { maxItems: 1000 },
  ),
})
export type VideoTrack = Static<typeof VideoTrack>

export const AudioTrack = Strict({
  kind: Type.Literal('audio'),
  ...trackSound,
  clips: Type.Array(AudioClip, { maxItems: 1000 }),
})
export type AudioTrack = Static<typeof AudioTrack>

const Tracks = Type.Array(Type.Union([VideoTrack, AudioTrack]), { maxItems: 100 })

/** Tracks with a canvas of their own, which clips show. Its rate is that of the film. */
export const Composition = Strict({
  width: Type.Optional(Type.Integer({ ...sizeLimits, description: 'Pixels; even. That of the canvas' })),
  height: Type.Optional(Type.Integer({ ...sizeLimits, description: 'Pixels; even. That of the canvas' })),
  background: Type.Optional(
    Type.Union([Ground, Gradient], {
      default: 'transparent',
      description:
        'A colour as #rrggbb, a gradient, or "transparent": what is below a clip of it is seen there',
    }),
  ),
  tracks: Tracks,
})
export type Composition = Static<typeof Composition>

/** A file that is made. What is not said comes from the preset. */
export const EditOutput = Strict({
  name: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$',
    description: 'Names the file: letters, digits, _ and -, 64 at most, a letter or digit first',
  }),
  preset: Type.String({ minLength: 1, maxLength: 64, description: 'One of GET /presets' }),
  width: Type.Optional(
    Type.Integer({
      ...sizeLimits,
      description: 'Pixels; even. With height left out, the shape of the canvas is kept',
    }),
  ),
  height: Type.Optional(
    Type.Integer({
      ...sizeLimits,
      description: 'Pixels; even. With width left out, the shape of the canvas is kept',
    }),
  ),
  crf: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 63,
      description: 'Quality: lower is better and larger. The range is that of the preset',
    }),
  ),
  at: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: longestFilmSeconds,
      description: 'Second of the film that a still shows; its middle, where nothing is said',
    }),
  ),
  interval: Type.Optional(
    Type.Number({
      minimum: 0.1,
      maximum: 600,
      description:
        'Seconds of the film from one picture of a sprite to the next; by its length, where nothing is said',
    }),
  ),
  language: Type.Optional(
    Language('Which captions an output has that is captions alone, where there are several'),
  ),
  bitrateKbps: Type.Optional(
    Type.Integer({
      minimum: 1000,
      maximum: 50_000,
      description:
        'Kilobits of picture a second on average, instead of crf; never more than half as much again',
    }),
  ),
  loudness: Type.Optional(Loudness),
  channels: Type.Optional(OutputChannels),
  maxSizeMb: Type.Optional(
    Type.Number({
      minimum: 0.01,
      maximum: 1_000_000,
      description: 'Millions of bytes that the file has at most, instead of crf and bitrateKbps',
    }),
  ),
  passes: Type.Optional(
    Type.Literal(2, { description: 'Looks at the whole film before it shares out the rate: twice the work' }),
  ),
})
export type EditOutput = Static<typeof EditOutput>

/**
 * The timeline that a client submits. Times are seconds here, and only here: `resolveEdit` turns them into frames.
 * Tracks are drawn from the first to the last, so the last one is on top.
 */
export const Edit = Strict({
  schemaVersion: Type.Literal(1),
  title: Type.Optional(Type.String({ maxLength: 200 })),
  metadata: Type.Optional(Metadata),
  canvas: Canvas,
  tracks: Tracks,
  compositions: Type.Optional(
    Type.Record(CompositionName, Composition, {
      additionalProperties: false,
      maxProperties: 100,
      description: 'By their names: what clips of type "composition" show, as often as they like',
    }),
  ),
  sequences: Type.Optional(Sequences),
  effects: Type.Optional(FilmEffects),
  ducking: Type.Optional(Ducking),
  loudness: Type.Optional(Loudness),
  policy: Type.Optional(RenderPolicy),
  outputs: Type.Array(EditOutput, { minItems: 1, maxItems: 8 }),
})
export type Edit = Static<typeof Edit>
