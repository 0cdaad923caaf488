import { strict as assert } from 'node:assert'
import {
  sheetCountOf,
  sheetName,
  spriteTrack,
  type PlannedPicture,
  type RenderPlan,
} from '@framewright/timeline'
import { verifyOutput, type VerifyOptions } from '../probe/verify.ts'
import { partOf, partPath, writePart, type FinishedParts } from './part-files.ts'

const trackName = 'sprite.vtt'

/** In: the sheets. Out: the sheets, each of them looked at, and the track that says what is where on them. */
export async function spriteParts(
  plan: RenderPlan,
  output: PlannedPicture,
  path: string,
  options: VerifyOptions,
): Promise<FinishedParts> {
  const { video, expected } = output
  assert('tileCount' in video, 'it is a sprite')
  const sheets = Array.from({ length: sheetCountOf(video) }, (_, at) => sheetName(at + 1))
  const looked = []
  for (const sheet of sheets)
    looked.push(await verifyOutput(partPath(path, sheet), { ...expected, frameCount: 1 }, options))
  const [first] = looked
  assert(first !== undefined, 'there is a picture of every film')
  await writePart(path, trackName, spriteTrack(output, video, plan))
  const parts = []
  for (const name of [...sheets, trackName]) parts.push(await partOf(path, name, options.signal))
  return { entry: trackName, parts, frameCount: video.tileCount, media: first.media }
}
