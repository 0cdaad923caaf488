/** Luma wipes by one image, a third and two thirds of the way. */
import type { Transition } from '@framewright/schemas'
import type { Sheet, Shot } from './sheets.ts'

type Wipe = Extract<Transition, { type: 'luma' }>

const uses: Readonly<Record<string, Partial<Wipe>>> = {
  'luma, hard': {},
  'luma, softness 0.3': { softness: 0.3 },
  'luma, inverted': { invert: true },
}

export const lumaWipesSheet = (joined: (transition: Transition) => Shot['tracks'], asset: string): Sheet => ({
  ...{ name: 'luma-wipes', title: 'Luma wipes by an image' },
  shots: Object.entries(uses).flatMap(([label, use]) =>
    [0.48, 0.68].map((atSeconds) => ({
      ...{ label, atSeconds },
      tracks: joined({ type: 'luma', asset, duration: 0.8, ...use }),
    })),
  ),
})
