import type { MediaPicture } from './clip-picture.ts'
import { decimal, filter, type Filter } from '../filter-syntax.ts'

/** What is wanted of a source: a part of it, on whole samples of its chroma, and as in a mirror. */
export function sourceCut({ sourceCrop, flip }: MediaPicture): Filter[] {
  const even = (side: string, share: number) => `2*floor(${side}*${decimal(share)}/2+0.5)`
  const size = (side: string, share: number) => `min(${side},max(2,${even(side, share)}))`
  return [
    ...(sourceCrop === undefined
      ? []
      : [
          filter('crop', {
            out_w: size('iw', sourceCrop.width),
            out_h: size('ih', sourceCrop.height),
            x: even('iw', sourceCrop.left),
            y: even('ih', sourceCrop.top),
          }),
        ]),
    ...(flip === 'horizontal' || flip === 'both' ? [filter('hflip')] : []),
    ...(flip === 'vertical' || flip === 'both' ? [filter('vflip')] : []),
  ]
}
