import { strict as assert } from 'node:assert'
import { directionOf, steadied, type FrameMotion, type PlannedStabilize } from '@framewright/timeline'
import type { Affected } from './effect-filters.ts'
import { motionsIn } from './measured-motion.ts'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { frameTable } from '../picture/frame-table.ts'
import { movedFormat } from '../picture/transformed-picture.ts'

type Size = Affected['size']

/** Beyond the edges of a picture so much of its sides may be seen, where they are not hidden. */
const seenBeyond = 0.1
/** What `perspective` tells apart, in a pixel. */
const parts = 256
/** How often the room for a turn is halved. */
const halvings = 20

/** Frames of which one filter knows the places. */
const mostFrames = 1200

/** Of the longer side of what is measured: its pixels are whole there. */
const measuredSide = 1280
const leastMeasured = 96

export function measuredSize({ width, height }: Size): Size {
  const scale = measuredSide / Math.max(width, height)
  const even = (side: number) => Math.max(leastMeasured, 2 * Math.round((side * scale) / 2))
  return { width: even(width), height: even(height) }
}

/**
 * Each frame from where its camera would have been on an even way. It is moved and turned by fractions of a pixel, by numbers
 * that are worked out before it runs: a frame is the same whatever comes before it.
 */
export function stabilized(
  graph: Graph,
  stream: Stream,
  { radiusFrames, zoom, edges }: PlannedStabilize,
  { size, pixelFormat, firstFrame, motion }: Affected,
): Stream {
  assert(motion !== undefined, 'what is stabilised is a video')
  const measured = graph.measured(motion.name)
  const motions = measured === null ? [] : motionsIn(measured, motion.frameCount, size, measuredSize(size))
  const border = edges === 'hide' ? { x: 0, y: 0 } : { x: borderOf(size.width), y: borderOf(size.height) }
  const framed = { width: size.width + 2 * border.x, height: size.height + 2 * border.y }
  const views = steadied(motions, radiusFrames)
    .slice(firstFrame - motion.firstFrame)
    .map((view) => cornersOf(within(view, size, border, zoom), size, border, zoom))
  if (views.length === 0) views.push(cornersOf({ x: 0, y: 0, turn: 0 }, size, border, zoom))
  return graph.chain(
    [stream],
    filter('format', { pix_fmts: movedFormat }),
    ...(edges === 'hide'
      ? []
      : [
          filter('pad', { ...framed, x: border.x, y: border.y }),
          ...(edges === 'mirror'
            ? [
                filter('fillborders', {
                  ...{ left: border.x, right: border.x, top: border.y, bottom: border.y },
                  mode: 'mirror',
                }),
              ]
            : []),
        ]),
    ...moved(views),
    ...(edges === 'hide' ? [] : [filter('crop', { out_w: size.width, out_h: size.height, x: 0, y: 0 })]),
    filter('format', { pix_fmts: pixelFormat }),
  )
}

/** As many filters as it takes: each reads all of its table anew for each frame, and keeps a place for each pixel. */
function moved(views: readonly (readonly number[])[]): Filter[] {
  const count = Math.ceil(views.length / mostFrames)
  return Array.from({ length: count }, (_, at) => {
    const first = at * mostFrames
    const shown = views.slice(first, first + mostFrames)
    // The counter of `perspective` begins with 1, and that of `enable` with 0.
    const places = cornerNames.map((name, corner): [string, string] => [
      name,
      `(${frameTable(
        shown.map((view) => view[corner] ?? 0),
        'on',
        first + 1,
      )})/${parts}`,
    ])
    return filter('perspective', {
      ...Object.fromEntries(places),
      ...{ interpolation: 'cubic', eval: 'frame' },
      ...(count === 1 ? {} : { enable: `between(n,${first},${first + shown.length - 1})` }),
    })
  })
}

const cornerNames = ['x0', 'y0', 'x1', 'y1', 'x2', 'y2', 'x3', 'y3']

interface Border {
  readonly x: number
  readonly y: number
}

const borderOf = (side: number): number => Math.max(2, 2 * Math.round((side * seenBeyond) / 2))

/** No farther than there is something to be seen: half of the room at most is for the turn, all the rest for the way. */
function within(view: FrameMotion, size: Size, border: Border, zoom: number): FrameMotion {
  const straight = roomFor(0, size, border, zoom)
  const fits = (turn: number) => {
    const { x, y } = roomFor(turn, size, border, zoom)
    return x >= straight.x / 2 && y >= straight.y / 2
  }
  let [least, most] = [0, 1]
  if (fits(view.turn)) least = 1
  else
    for (let halving = 0; halving < halvings; halving++) {
      const middle = (least + most) / 2
      if (fits(view.turn * middle)) least = middle
      else most = middle
    }
  const turn = view.turn * least
  const room = roomFor(turn, size, border, zoom)
  return {
    x: Math.min(room.x, Math.max(-room.x, view.x)),
    y: Math.min(room.y, Math.max(-room.y, view.y)),
    turn,
  }
}

/** How far a view that is turned so may go to each side. */
function roomFor(turn: number, { width, height }: Size, border: Border, zoom: number): Border {
  const { sine, cosine } = directionsOf(turn)
  const across = (cosine * width + Math.abs(sine) * height) / zoom
  const down = (cosine * height + Math.abs(sine) * width) / zoom
  return { x: (width - across) / 2 + border.x, y: (height - down) / 2 + border.y }
}

function directionsOf(turn: number): { readonly sine: number; readonly cosine: number } {
  const { x, y } = directionOf((turn * 180) / Math.PI)
  return { sine: x, cosine: -y }
}

/** Where the corners of a frame are in the picture with its border, in parts of a pixel: from the middle of one to that of another. */
function cornersOf(
  { x, y, turn }: FrameMotion,
  { width, height }: Size,
  border: Border,
  zoom: number,
): number[] {
  const { sine, cosine } = directionsOf(turn)
  const [right, bottom] = [width + 2 * border.x, height + 2 * border.y]
  return [
    [0, 0],
    [right, 0],
    [0, bottom],
    [right, bottom],
  ].flatMap(([column = 0, row = 0]) => {
    const [across, down] = [(column + 0.5 - width / 2) / zoom, (row + 0.5 - height / 2) / zoom]
    return [
      cosine * across - sine * down + width / 2 + x + border.x - 0.5,
      sine * across + cosine * down + height / 2 + y + border.y - 0.5,
    ].map((place) => Math.round(place * parts))
  })
}
