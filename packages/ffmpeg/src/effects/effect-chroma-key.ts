import type { PlannedChromaKey } from '@framewright/timeline'
import type { Affected } from './effect-filters.ts'
import { decimal, filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { scalerFlags } from '../picture/picture-filters.ts'

/**
 * What is transparent, and how colour is freed of spill, are tables of both colour values of a pixel: exact, and quicker
 * than `chromakey`, which would put its alpha in the place of the one that is there.
 */
export function chromaKeyed(
  graph: Graph,
  stream: Stream,
  { color, similarity, softness, spill }: PlannedChromaKey,
  { size, pixelFormat, hasAlpha }: Affected,
): Stream {
  const step = pixelFormat.endsWith('10le') ? 4 : 1
  const most = 256 * step - 1
  const key = chromaOf(color)
  const length = Math.hypot(key.blue, key.red)
  const blue = `(x-${128 * step})/${224 * step}`
  const red = `(y-${128 * step})/${224 * step}`
  const away = (value: string, from: number) => `(${value}-${signed(from)})*(${value}-${signed(from)})`
  const distance = `sqrt(${away(blue, key.blue)}+${away(red, key.red)})`
  const seen = `clip((${distance}-${decimal(similarity)})/${decimal(softness)},0,1)`
  // As much of a colour as points to where the key is.
  const spilt = `max(0,${blue}*${signed(key.blue / length)}+${red}*${signed(key.red / length)})`
  const freed = (value: string, part: number) =>
    `clip((${value}-${signed((spill * part) / length)}*${spilt})*${224 * step}+${128 * step}.5,0,${most})`

  const [ofLuma, ofBlue, ofRed, ofAlpha] = graph.split(stream, hasAlpha ? 4 : 3, 'video')
  const plane = (from: Stream | undefined, name: string): Stream =>
    graph.chain(from === undefined ? [] : [from], filter('extractplanes', { planes: name }))
  const luma = plane(ofLuma, 'y')
  const blues = graph.split(plane(ofBlue, 'u'), spill > 0 ? 3 : 2, 'video')
  const reds = graph.split(plane(ofRed, 'v'), spill > 0 ? 3 : 2, 'video')
  const table = (expression: string, ...more: Filter[]): Stream =>
    graph.chain([...blues.splice(0, 1), ...reds.splice(0, 1)], filter('lut2', { c0: expression }), ...more)

  // Alpha has no video levels, whatever the range of the picture that its plane is from.
  const levels = { in_range: 'full', out_range: 'full' }
  const fullSize = filter('scale', { width: size.width, height: size.height, flags: scalerFlags, ...levels })
  const keyAlpha = table(`${seen}*${most}+0.5`, fullSize, filter('setsar', { sar: 1 }))
  const alpha = hasAlpha
    ? graph.chain([plane(ofAlpha, 'a'), keyAlpha], filter('lut2', { c0: `x*y/${most}+0.5` }))
    : keyAlpha
  const chroma = spill > 0 ? [table(freed(blue, key.blue)), table(freed(red, key.red))] : [...blues, ...reds]
  // One plane each: `mergeplanes` brings its inputs to one format.
  const planes = [luma, ...chroma, alpha]
  return graph.chain(planes, filter('mergeplanes', { mapping: '0x00102030', format: pixelFormat }))
}

/** In brackets, so that a minus may stand before it. */
const signed = (value: number): string => `(${decimal(value)})`

/** `rrggbb` in the colours of bt709, each from -0.5 to 0.5. */
function chromaOf(color: string): { readonly blue: number; readonly red: number } {
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
  const luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
  return { blue: (b - luma) / 1.8556, red: (r - luma) / 1.5748 }
}
