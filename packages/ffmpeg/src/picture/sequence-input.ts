import { strict as assert } from 'node:assert'
import type { PlannedSequence, RenderPlan } from '@framewright/timeline'
import { filter, type Filter, type Graph } from '../filter-syntax.ts'
import { demuxerIn, type Input } from '../input-args.ts'
import { scalerFlags } from './picture-filters.ts'

/** What the names of frames end with: the demuxer of numbered files goes by it. */
const endings: Readonly<Record<string, string>> = {
  png_pipe: 'png',
  jpeg_pipe: 'jpg',
  webp_pipe: 'webp',
  bmp_pipe: 'bmp',
  tiff_pipe: 'tiff',
}

/** Its files under the names of their numbers, as one input, in a folder of that name. */
export function sequenceInput(
  graph: Graph,
  plan: RenderPlan,
  { frameRate, sha256s, isLooped }: PlannedSequence,
  { name, decoderThreads }: { readonly name: string; readonly decoderThreads: number },
): Input {
  const ending = endings[demuxerIn(plan, sha256s[0] ?? '')]
  assert(ending !== undefined, 'frames are of a kind that is read by its name')
  const nameOf = (frame: string) => `${name}/${frame}.${ending}`
  const paths = sha256s.map((sha256, at) =>
    graph.file(nameOf(String(at).padStart(6, '0')), () => ({ link: { sha256 } })),
  )
  const folder = (paths[0] ?? '').slice(0, -nameOf('000000').length)
  return {
    path: `${folder.replaceAll('%', '%%')}${nameOf('%06d')}`,
    demuxer: 'image2',
    ...{ seekMicroseconds: 0, decoderThreads, of: 'picture' },
    numbered: { frameRate, isLooped: isLooped ?? false },
  }
}

/**
 * Each frame at its own time, by its number in the whole sequence. The last one is held: another one may be missing. Most
 * filters go by how the first frame is coded, but a scaler takes each as it comes.
 */
export const sequenceTimes = ({
  frameRate: { num, den },
  firstFrame,
  isLooped,
  pixelFormat,
}: PlannedSequence): Filter[] => [
  ...(pixelFormat === undefined
    ? []
    : [filter('scale', { flags: scalerFlags }), filter('format', { pix_fmts: pixelFormat })]),
  ...(isLooped ? [] : [filter('tpad', { stop: -1, stop_mode: 'clone' })]),
  filter('settb', { expr: `${den}/${num}` }),
  filter('setpts', { expr: `N+${firstFrame}` }),
]
