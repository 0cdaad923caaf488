import { Type } from 'typebox'
import { Animated } from './edit-easing.ts'
import { OneOf } from './strict.ts'

/** How the time of a source runs in a clip. */
export const motion = {
  speed: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 100,
      default: 1,
      description: 'How fast the source runs: 0.1 to 100, with three decimals at most; 2 is twice as fast',
    }),
  ),
  pitch: Type.Optional(
    OneOf(['keep', 'follow'] as const, {
      default: 'keep',
      description:
        'Whether the sound stays as high as it is, or goes up and down with the speed as a tape does',
    }),
  ),
  reverse: Type.Optional(
    Type.Boolean({ default: false, description: 'Runs from the end of the same piece to its beginning' }),
  ),
}

/** Of a video. */
export const still = {
  atEnd: Type.Optional(
    OneOf(['hold', 'loop'] as const, {
      description:
        'What a clip that is longer than its asset shows then: its last frame, or all of it again; without it that is refused',
    }),
  ),
  speed: Type.Optional(
    Animated({
      minimum: 0,
      ofKeyframe: 0.1,
      maximum: 100,
      default: 1,
      description:
        'How fast the source runs: 0.1 to 100, with three decimals at most; 2 is twice as fast. A clip whose speed changes is heard if its pitch follows',
    }),
  ),
  freeze: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Shows the one frame that is on the screen at "in", for "duration" seconds, and is silent',
    }),
  ),
}
