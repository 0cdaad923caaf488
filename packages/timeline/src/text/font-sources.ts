import type { AssetFacts, Edit, FontChoice } from '@framewright/schemas'
import { clipsOf } from '../resolve/tracks-of.ts'
import type { Source } from '../resolved-timeline.ts'

type OwnFont = Exclude<FontChoice, string>

/** The fonts of its user that an edit names. */
export function ownFontsOf(edit: Edit): { readonly pointer: string; readonly font: OwnFont }[] {
  return clipsOf(edit).flatMap(({ pointer, clip }) =>
    'font' in clip && typeof clip.font === 'object' ? [{ pointer: `${pointer}/font`, font: clip.font }] : [],
  )
}

/** Their files. */
export function fontSources(edit: Edit, assets: ReadonlyMap<string, AssetFacts>): Source[] {
  return ownFontsOf(edit).flatMap(({ font: { asset } }) => {
    const facts = assets.get(asset)
    if (facts === undefined) return []
    const { sha256, assetId, sizeBytes } = facts
    return [{ sha256, assetId, sizeBytes, demuxer: 'font' }]
  })
}
