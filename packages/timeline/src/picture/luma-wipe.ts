import { frameLocal, type Reach } from '../reach.ts'
import type { ImageMask } from './mask.ts'

/** Each frame is made of one frame of either clip, of i/n and of a still. */
export const lumaWipeReach: Reach = frameLocal

/** Dark parts of an image turn first: at i/n, a pixel of luma L has turned by (i/n (1 + softness) - L) / softness. */
export interface LumaWipe extends ImageMask {
  readonly kind: 'luma'
  /** 0 is a hard edge: what is darker than i/n has turned. */
  readonly softness: number
  readonly isInverted?: true
}
