import type { Drawing, DrawnGradient, DrawnOutline, Paint } from '@framewright/timeline'
import { decimal } from '../filter-syntax.ts'

/**
 * A drawing as SVG, for the decoder that ffmpeg has for it: drawn areas, gradients and the users' own SVG come out of the
 * same code. Nothing of a user but numbers and colours gets into it.
 */
export function drawingSvg({ width, height, outline, fill, stroke }: Drawing): string {
  const gradient = fill === null || typeof fill === 'string' ? '' : `<defs>${gradientSvg(fill)}</defs>`
  const looks = [...fillOf(fill), ...(stroke === null ? [] : strokeOf(stroke, outline))].join(' ')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `${gradient}<${outlineSvg(outline)} ${looks}/></svg>\n`
  )
}

function outlineSvg(outline: DrawnOutline): string {
  switch (outline.kind) {
    case 'rectangle': {
      const { x, y, width, height, radius } = outline
      return `rect ${attributes({ x, y, width, height, rx: radius, ry: radius })}`
    }
    case 'ellipse': {
      const { x, y, width, height } = outline
      return `ellipse ${attributes({ cx: x + width / 2, cy: y + height / 2, rx: width / 2, ry: height / 2 })}`
    }
    case 'polygon':
    case 'line': {
      const points = outline.points.map(({ x, y }) => `${decimal(x)},${decimal(y)}`).join(' ')
      return `${outline.kind === 'line' ? 'polyline' : 'polygon'} points="${points}"`
    }
  }
}

function fillOf(fill: Paint | null): string[] {
  if (fill === null) return ['fill="none"']
  return typeof fill === 'string' ? colored('fill', 'fill-opacity', fill) : [`fill="url(#g)"`]
}

/** Joints of a polygon are round: a pointed one would reach as far as its angle is sharp. */
function strokeOf({ color, width }: NonNullable<Drawing['stroke']>, { kind }: DrawnOutline): string[] {
  const isPointed = kind === 'rectangle'
  return [
    ...colored('stroke', 'stroke-opacity', color),
    attributes({ 'stroke-width': width }),
    ...(isPointed ? [] : ['stroke-linejoin="round"']),
  ]
}

function gradientSvg(gradient: DrawnGradient): string {
  const stops = gradient.stops
    .map(({ offset, color }) => {
      const looks = colored('stop-color', 'stop-opacity', color)
      return `<stop ${[attributes({ offset }), ...looks].join(' ')}/>`
    })
    .join('')
  const common = 'id="g" gradientUnits="userSpaceOnUse"'
  if (gradient.kind === 'radial') {
    const { center, radius } = gradient
    const place = attributes({ cx: center.x, cy: center.y, r: radius })
    return `<radialGradient ${common} ${place}>${stops}</radialGradient>`
  }
  const { from, to } = gradient
  const place = attributes({ x1: from.x, y1: from.y, x2: to.x, y2: to.y })
  return `<linearGradient ${common} ${place}>${stops}</linearGradient>`
}

function colored(color: string, opacity: string, value: string): string[] {
  const alpha = Number.parseInt(value.slice(6, 8), 16) / 255
  return [`${color}="#${value.slice(0, 6)}"`, ...(alpha === 1 ? [] : [attributes({ [opacity]: alpha })])]
}

const attributes = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${decimal(value)}"`)
    .join(' ')
