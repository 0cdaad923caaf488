/**
 * What a frame of an effect, a filter or a transition is made of, in time: whoever cuts a render into parts goes by it.
 *
 * - `frame-local`: of the frames of its sources at that moment alone.
 * - `pre-roll`: of so many frames before that moment as well.
 * - `span`: of its whole span; a part of it cannot be made alone.
 */
export type Reach =
  | { readonly kind: 'frame-local' }
  | { readonly kind: 'pre-roll'; readonly frames: number }
  | { readonly kind: 'span' }

export const frameLocal: Reach = { kind: 'frame-local' }
