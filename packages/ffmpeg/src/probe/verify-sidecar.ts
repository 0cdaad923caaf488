import type { ExpectedSidecar } from '@framewright/timeline'
import { MediaUnreadable, OutputInvalid } from '../errors.ts'
import { hashFile } from '../run/hash-file.ts'
import { probeSubtitles } from './probe-subtitles.ts'
import type { VerifiedOutput } from './verify.ts'

/** Reads captions back as a player would. Throws OutputInvalid. */
export async function verifySidecar(
  path: string,
  { format, cueCount, durationSeconds }: ExpectedSidecar,
  signal: AbortSignal,
): Promise<VerifiedOutput> {
  const media = await probeSubtitles(path).catch((error: unknown) => {
    if (error instanceof MediaUnreadable) throw new OutputInvalid([error.message], { cause: error })
    throw error
  })
  const found = [media?.subtitles?.format, media?.subtitles?.cueCount, media?.durationSeconds]
  const wanted = [format, cueCount, durationSeconds]
  if (media === null || found.join() !== wanted.join())
    throw new OutputInvalid([`captions: ${found.join(', ')} instead of ${wanted.join(', ')}`])
  return { media, frameCount: 0, ...(await hashFile(path, signal)) }
}
