import type { AssetFacts, Edit, FontChoice } from '@framewright/schemas'
import type { Source } from '../resolved-timeline.ts'

type OwnFont = Exclude<FontChoice, string>

/** The fonts of its user that an edit names. */
export function ownFontsOf(edit: Edit): { readonly pointer: string; readonly font: OwnFont }[] {
  return edit.tracks.flatMap(({ clips }, trackAt) =>
    clips.flatMap((clip, at) =>
      'font' in clip && typeof clip.font === 'object'
        ? [{ pointer: `/tracks/${trackAt}/clips/${at}/font`, font: clip.font }]
        : [],
    ),
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
