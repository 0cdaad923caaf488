import type { TextAnimation } from '@framewright/schemas'
import { frameLocal, type Reach } from '../reach.ts'

/** A text that changes while it is on: what is to be seen from which frame of the clip on. */
export interface TextScript {
  /** What of a block of lines stands at the clip's `y`. */
  readonly verticalAlign: 'top' | 'middle' | 'bottom'
  /** One after the other; between them there is nothing. */
  readonly cues: readonly PlannedCue[]
  readonly activeWord?: ActiveWord
  /** Of the one cue of a text that comes and goes. */
  readonly animateIn?: PlannedAnimation
  readonly animateOut?: PlannedAnimation
}

export interface PlannedAnimation {
  readonly type: TextAnimation['type']
  readonly frameCount: number
}

/** How far a text that changes reaches in time: any frame of it can be drawn alone. */
export const textReach: Readonly<Record<'captions' | 'animateIn' | 'animateOut', Reach>> = {
  captions: frameLocal,
  animateIn: frameLocal,
  animateOut: frameLocal,
}

export interface PlannedCue {
  readonly startFrame: number
  readonly endFrame: number
  /** Lines of words. */
  readonly lines: readonly (readonly string[])[]
  /** From which frame on each word is the active one, where there is such a thing. */
  readonly wordFrames?: readonly number[]
}

/** What is other about the word that is spoken. */
export interface ActiveWord {
  /** `rrggbbaa` */
  readonly color?: string
  readonly box?: { readonly color: string; readonly padding: number }
}
