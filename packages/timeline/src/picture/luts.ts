import type { AssetFacts, Edit, LutEffect } from '@framewright/schemas'
import { clipsOf, tracksOf } from '../resolve/tracks-of.ts'
import type { StillOf } from './keyed-effects.ts'
import { refuse, type Findings } from '../resolve/problems.ts'
import type { Source } from '../resolved-timeline.ts'

type Assets = ReadonlyMap<string, AssetFacts>

/** A table of colours, with the file that it is in. */
export interface PlannedLut {
  readonly type: 'lut'
  readonly sha256: string
  readonly dimensions: 1 | 3
  readonly strength: number
}

export function planLut(
  { type, asset, strength = 1 }: StillOf<LutEffect>,
  pointer: string,
  assets: Assets,
  findings: Findings,
): PlannedLut | null {
  const facts = assets.get(asset)
  const at = `${pointer}/asset`
  if (facts === undefined) {
    const remedy = 'Upload a .cube first (POST /assets) and use the id of the answer.'
    refuse(findings, 'ASSET_UNKNOWN', at, `there is no asset ${asset}`, remedy)
    return null
  }
  const { kind, lut } = facts.media
  if (lut === undefined) {
    const message = `the asset is of kind ${kind}, a "lut" takes one of kind lut`
    refuse(findings, 'ASSET_KIND_MISMATCH', at, message, 'Upload a .cube, and use its id.')
    return null
  }
  return { type, sha256: facts.sha256, dimensions: lut.dimensions, strength }
}

/** The tables that an edit names, on its clips and for all of it. */
export function lutEffectsOf(edit: Edit): { readonly pointer: string; readonly effect: LutEffect }[] {
  const lists = [
    { pointer: '', effects: edit.effects ?? [] },
    ...tracksOf(edit).map(({ pointer, track }) => ({
      pointer,
      effects: track.kind === 'video' ? (track.effects ?? []) : [],
    })),
    ...clipsOf(edit).map(({ pointer, clip }) => ({
      pointer,
      effects: 'effects' in clip ? (clip.effects ?? []) : [],
    })),
  ]
  return lists.flatMap(({ pointer, effects }) =>
    effects.flatMap((effect, at) =>
      effect.type === 'lut' ? [{ pointer: `${pointer}/effects/${at}`, effect }] : [],
    ),
  )
}

/** Their files; of those that change nothing none is read. */
export function lutSources(edit: Edit, assets: Assets): Source[] {
  return lutEffectsOf(edit).flatMap(({ effect: { asset, strength } }) => {
    const facts = assets.get(asset)
    if (facts === undefined || strength === 0) return []
    const { sha256, assetId, sizeBytes } = facts
    return [{ sha256, assetId, sizeBytes, demuxer: 'cube' }]
  })
}
