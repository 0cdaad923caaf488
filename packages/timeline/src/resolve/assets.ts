import type { Edit } from '@framewright/schemas'
import { lutEffectsOf } from '../picture/luts.ts'
import { wipeImagesOf } from './resolve-luma-wipe.ts'
import { imageMasksOf } from './resolve-mask.ts'
import { ownFontsOf } from '../text/font-sources.ts'
import { clipsOf } from './tracks-of.ts'

function mediaClipsOf(edit: Edit): { pointer: string; clip: { readonly asset: string } }[] {
  return clipsOf(edit).flatMap(({ pointer, clip }) =>
    'asset' in clip && clip.asset !== undefined
      ? [{ pointer: `${pointer}/asset`, clip: { asset: clip.asset } }]
      : [],
  )
}

const luts = (edit: Edit) =>
  lutEffectsOf(edit).map(({ pointer, effect }) => ({ pointer: `${pointer}/asset`, clip: effect }))

const masks = (edit: Edit) =>
  imageMasksOf(edit).map(({ pointer, mask }) => ({ pointer: `${pointer}/asset`, clip: mask }))

const fonts = (edit: Edit) =>
  ownFontsOf(edit).map(({ pointer, font }) => ({ pointer: `${pointer}/asset`, clip: font }))

const wipes = (edit: Edit) => wipeImagesOf(edit).map(({ pointer, asset }) => ({ pointer, clip: { asset } }))

const frames = (edit: Edit) =>
  Object.entries(edit.sequences ?? {}).flatMap(([name, { assets }]) =>
    assets.map((asset, at) => ({ pointer: `/sequences/${name}/assets/${at}`, clip: { asset } })),
  )

const named = (edit: Edit) => [
  ...mediaClipsOf(edit),
  ...luts(edit),
  ...masks(edit),
  ...wipes(edit),
  ...fonts(edit),
  ...frames(edit),
]

/** The ids of the assets that an edit refers to, each once, in the order in which they are met. */
export function assetIdsOf(edit: Edit): string[] {
  return [...new Set(named(edit).map(({ clip }) => clip.asset))]
}

/** JSON pointers to the places where an edit names the asset. */
export function placesOfAsset(edit: Edit, assetId: string): string[] {
  return named(edit).flatMap(({ pointer, clip }) => (clip.asset === assetId ? [pointer] : []))
}
