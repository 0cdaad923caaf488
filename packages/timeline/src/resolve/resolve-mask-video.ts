import type { AssetFacts, SourceMask } from '@framewright/schemas'
import type { MaskVideo } from '../picture/mask.ts'
import { drawnFrom } from '../picture/sequence.ts'
import { microsecondsOf } from './exact-time.ts'
import { readSource } from './read-source.ts'
import { refuse } from './problems.ts'
import { useAsset } from './resolve-assets.ts'
import type { ClipContext } from './resolve-clips.ts'
import { useSequence } from './resolve-sequences.ts'
import { durationOf } from './source-facts.ts'

/** What a mask that moves is read from; null where it cannot be, which is reported. */
export function maskVideo(
  mask: SourceMask,
  frameCount: number,
  pointer: string,
  context: Pick<ClipContext, 'assets' | 'findings' | 'sequences' | 'rate'>,
): { readonly facts: AssetFacts; readonly video: MaskVideo } | null {
  const { assets, findings, sequences, rate } = context
  const sequence =
    'sequence' in mask ? useSequence(mask.sequence, `${pointer}/sequence`, sequences, findings) : null
  const facts =
    'sequence' in mask
      ? sequence?.facts
      : useAsset({ type: 'video', asset: mask.asset }, pointer, assets, findings)?.facts
  if (facts === undefined) return null
  const available = durationOf(facts, 'picture')
  if (available !== null && microsecondsOf(mask.in ?? 0) >= microsecondsOf(available)) {
    const message = `nothing is left of the mask, which is ${Number(available.toFixed(3))} s long`
    refuse(findings, 'CLIP_BEYOND_ASSET', `${pointer}/in`, message, 'Begin earlier in it.')
    return null
  }
  if (sequence === null) {
    const isInterlaced = facts.media.video?.isInterlaced === true
    const hasAlpha = facts.media.video?.hasAlpha === true
    return {
      facts,
      video: {
        ...readSource(mask, facts, 'video'),
        ...(isInterlaced ? { deinterlace: 'frame' } : {}),
        ...(hasAlpha ? { hasAlpha } : {}),
      },
    }
  }
  const inMicroseconds = microsecondsOf(mask.in ?? 0)
  const drawn = drawnFrom(sequence.planned, { startFrame: 0, endFrame: frameCount, inMicroseconds }, rate)
  const hasAlpha = facts.media.video?.hasAlpha === true
  return {
    facts: { ...facts, sha256: drawn.sha256s[0] ?? '' },
    video: { inMicroseconds, sequence: drawn, ...(hasAlpha ? { hasAlpha } : {}) },
  }
}
