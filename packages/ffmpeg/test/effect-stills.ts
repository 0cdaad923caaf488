import type { ClipEffect, Edit } from '@framewright/schemas'
import type { Test } from 'tap'
import { edit, openStudio } from './films.ts'
import { planesOf, type Planes } from './planes.ts'

/** Lets the composition have ten bits. */
export const tenBits: Edit['outputs'] = [{ name: 'master', preset: 'high_quality' }]

/** A studio with pictures for effects to be seen in. */
export async function openEffectStudio(t: Test) {
  const studio = await openStudio(t)
  const size = { width: 200, height: 120 }
  const pattern = 'testsrc2=s=200x120,format=rgba'
  const moving = (await studio.counted('moving.mp4', { num: 10, den: 1 }, 20, 10)).facts.assetId
  const image = (await studio.image('image.png', pattern, size)).facts.assetId
  const steps = `${pattern},geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='if(lt(X,100),255,if(lt(X,150),128,0))'`
  /** Opaque on its left half, half so in the quarter after it, and nothing in the last one. */
  const cutout = (await studio.image('cutout.png', steps, size, true)).facts.assetId

  /** All over the canvas, for one frame. */
  const still = (asset: string, effects?: ClipEffect[]) =>
    ({ type: 'image', asset, duration: 0.1, fit: 'fill', ...(effects && { effects }) }) as const
  /** A picture without effects, and with each of several. */
  const compared = async (
    asset: string,
    effects: readonly ClipEffect[],
    bits: 8 | 10 = 8,
  ): Promise<{ plain: Planes; affected: Planes[] }> => {
    const clips = [still(asset), ...effects.map((effect) => still(asset, [effect]))]
    const given = edit(10, [{ kind: 'video', clips }], ...(bits === 10 ? [tenBits] : []))
    const [plain, ...affected] = planesOf(await studio.compose(given), bits)
    if (plain === undefined || affected.length !== effects.length) throw new Error('a frame for each')
    return { plain, affected }
  }
  return { studio, moving, image, cutout, still, compared }
}
