/**
 * What a frame of an effect, a filter or a transition is made of, in time: whoever cuts a render into parts goes by it.
 *
 * - `frame-local`: of the frames of its sources at that moment alone.
 * - `pre-roll`: of so many frames before that moment as well.
 * - `around`: of what is measured, beforehand, in so many frames before and after that moment as its plan says. A part of it
 *   is measured by itself, and so far beyond what it shows: it may be cut anywhere.
 * - `span`: of its whole span; a part of it cannot be made alone.
 */
export type Reach =
  | { readonly kind: 'frame-local' }
  | { readonly kind: 'pre-roll'; readonly frames: number }
  | { readonly kind: 'around' }
  | { readonly kind: 'span' }

export const frameLocal: Reach = { kind: 'frame-local' }
