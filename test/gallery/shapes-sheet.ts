/** Shapes and gradients, each on a canvas of their own. */
import type { Gradient, ShapeClip } from '@framewright/schemas'
import type { Sheet } from './sheets.ts'

const dusk: Gradient = {
  type: 'linear',
  stops: [
    { offset: 0, color: '#102050' },
    { offset: 0.7, color: '#e06040' },
    { offset: 1, color: '#ffe0a0' },
  ],
}
const star = Array.from({ length: 10 }, (_, at) => {
  const away = at % 2 === 0 ? 0.5 : 0.2
  const angle = (at * Math.PI) / 5
  return { x: 0.5 + away * Math.sin(angle), y: 0.5 - away * Math.cos(angle) }
})
const size = { width: 120, height: 80 }
const stroke = { color: '#ffffff', width: 4 }

const shapes: Readonly<Record<string, ShapeClip['shape']>> = {
  'rectangle, radius': { type: 'rectangle', ...size, radius: 18, fill: '#3080e0' },
  'ellipse, stroke': { type: 'ellipse', ...size, fill: '#c03050', stroke },
  polygon: { type: 'polygon', width: 100, height: 100, points: star, fill: '#ffc020' },
  line: {
    ...{ type: 'line', ...size, stroke },
    points: [0, 0.25, 0.5, 0.75, 1].map((x, at) => ({ x, y: at % 2 })),
  },
  'linear gradient': { type: 'rectangle', width: 200, height: 110, fill: dusk },
  'linear, 60 degrees': { type: 'rectangle', width: 200, height: 110, fill: { ...dusk, angle: 60 } },
  'radial gradient': {
    type: 'ellipse',
    width: 110,
    height: 110,
    fill: { type: 'radial', stops: dusk.stops },
  },
  'to nothing': {
    ...{ type: 'rectangle', width: 200, height: 110 },
    fill: {
      ...{ type: 'linear', angle: 90 },
      stops: [
        { offset: 0, color: '#20c080' },
        { offset: 1, color: '#20c08000' },
      ],
    },
  },
}

export const shapesSheet: Sheet = {
  ...{ name: 'shapes', title: 'Shapes and gradients' },
  shots: Object.entries(shapes).map(([label, shape]) => ({
    label,
    atSeconds: 0.5,
    tracks: [
      { kind: 'video', clips: [{ type: 'shape', shape, duration: 1, position: { x: 0.5, y: 0.45 } }] },
    ],
  })),
}
