import type { Edit, StabilizeEffect, VideoClip } from '@framewright/schemas'
import { slicePlan } from '@framewright/timeline'
import { test } from 'tap'
import { edit, height, openStudio, width } from './films.ts'
import { planesOf, type Planes } from './planes.ts'

const frames = 20
const scene = { width: 240, height: 150 }
/** Where two dots are in the scene, from its middle. */
const dots = [
  { x: -45, y: 5 },
  { x: 45, y: -5 },
]

/** Whole numbers from -1 to 1 that look like chance. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * state + 40_503) % 16_777_213
    return (2 * state) / 16_777_213 - 1
  }
}

/** A camera that goes evenly to the right, and shakes: pixels and radians. */
const next = chance(7)
const shaken = Array.from({ length: frames }, () => ({ x: 4 * next(), y: 3 * next(), turn: 0.015 * next() }))
const camera = shaken.map(({ x, y, turn }, at) => ({ x: x + at - frames / 2, y, turn }))

/** What such a camera sees of a scene that stands still, drawn by ffmpeg at the corners that geometry says. */
function seenBy(): string {
  const byFrame = (values: number[]) =>
    values.map((one, at) => `eq(on,${at + 1})*(${one.toFixed(4)})`).join('+')
  const corners = [
    [-0.5, -0.5],
    [0.5, -0.5],
    [-0.5, 0.5],
    [0.5, 0.5],
  ].flatMap(([right = 0, down = 0], at) => {
    const [x, y] = [right * scene.width, down * scene.height]
    const [cosine, sine] = [Math.cos, Math.sin]
    return [
      `x${at}='${byFrame(camera.map((one) => cosine(one.turn) * x - sine(one.turn) * y + one.x + scene.width / 2))}'`,
      `y${at}='${byFrame(camera.map((one) => sine(one.turn) * x + cosine(one.turn) * y + one.y + scene.height / 2))}'`,
    ]
  })
  const dot = ({ x, y }: { x: number; y: number }) =>
    `150*exp(-(pow(X+0.5-${x + scene.width / 2},2)+pow(Y+0.5-${y + scene.height / 2},2))/14)`
  const texture = '60+25*sin(X/7+2*sin(Y/11))*cos(Y/9-X/23)+20*mod(7*floor(X/13)+5*floor(Y/17),3)'
  return [
    `nullsrc=s=${scene.width}x${scene.height}:r=10,format=gray`,
    `geq=lum='clip(${texture},0,110)+${dots.map(dot).join('+')}'`,
    'trim=end_frame=1,loop=-1:size=1,setpts=N/10/TB,format=yuv444p',
    `perspective=${corners.join(':')}:interpolation=cubic:eval=frame`,
    `crop=${width}:${height},format=yuv420p`,
  ].join(',')
}

/** Where the dot in one half of a frame is, from the middle of the frame. */
function dotIn(frame: Planes | undefined, side: 'left' | 'right'): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0]
  for (let at = 0; at < width * height; at++) {
    const column = at % width
    if (column < width / 2 !== (side === 'left')) continue
    const light = Math.max(0, (frame?.y[at] ?? NaN) - 140)
    mass += light
    x += light * (column + 0.5)
    y += light * (Math.floor(at / width) + 0.5)
  }
  return { x: x / mass - width / 2, y: y / mass - height / 2 }
}

/** The root of the mean square of what values are beside the straight line that is laid through them, and its slope. */
function besideLine(values: readonly number[]): { off: number; slope: number } {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length
  const spread = values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0)
  const slope = values.reduce((sum, one, at) => sum + (at - middle) * (one - mean), 0) / spread
  const square = values.reduce((sum, one, at) => sum + (one - mean - slope * (at - middle)) ** 2, 0)
  return { off: Math.sqrt(square / values.length), slope }
}

/** How two dots go: the middle between them, and how the line through them is turned. */
function wayOf(raw: Buffer) {
  const places = planesOf(raw).map((frame) => [dotIn(frame, 'left'), dotIn(frame, 'right')] as const)
  return {
    x: besideLine(places.map(([left, right]) => (left.x + right.x) / 2)),
    y: besideLine(places.map(([left, right]) => (left.y + right.y) / 2)),
    turn: besideLine(places.map(([left, right]) => (right.y - left.y) / (right.x - left.x))),
  }
}

test('a clip that is stabilised', async (t) => {
  const studio = await openStudio(t)
  const args = ['-f', 'lavfi', '-i', seenBy(), '-frames:v', String(frames)]
  const film = await studio.found('shaky.mkv', [...args, '-c:v', 'ffv1', '-colorspace', 'bt709'])
  const clip = (effect: Partial<StabilizeEffect> | null, more: Partial<VideoClip> = {}): VideoClip => ({
    ...{ type: 'video', asset: film.facts.assetId, duration: frames / 10, ...more },
    ...(effect === null ? {} : { effects: [{ type: 'stabilize', ...effect }] }),
  })
  const filmOf = (...clips: VideoClip[]): Edit => edit(10, [{ kind: 'video', clips }])

  await t.test(
    'shakes an eighth as much at most, and goes on as evenly as its camera was meant to',
    async (t) => {
      const before = wayOf(await studio.compose(filmOf(clip(null))))
      const raw = await studio.compose(filmOf(clip({ zoom: 1.25, smoothing: 2 })))
      const after = wayOf(raw)
      for (const key of ['x', 'y', 'turn'] as const)
        t.ok(after[key].off < before[key].off / 8, `${key}: ${after[key].off} of ${before[key].off}`)
      t.ok(before.x.off > 1.5 && before.turn.off > 0.004, 'it did shake')
      const wanted = 1.25 * before.x.slope
      t.ok(Math.abs(after.x.slope - wanted) < 0.1, `it goes by ${after.x.slope}, not ${wanted}`)
    },
  )

  await t.test('has the same frames on any processor, and where it is cut into slices', async (t) => {
    const clips = [
      clip({ zoom: 1, edges: 'mirror', smoothing: 0.3 }, { duration: 0.8, fit: 'cover', rotation: 3 }),
      clip({ zoom: 1.2, smoothing: 0.2 }, { duration: 0.7, reverse: true, fadeOut: 0.2 }),
    ]
    const nested = edit(10, [{ kind: 'video', clips: [{ type: 'composition', composition: 'inner' }] }])
    const plan = studio.plan({ ...nested, compositions: { inner: { tracks: [{ kind: 'video', clips }] } } })
    const whole = await studio.composePlan(plan)
    t.ok((await studio.composePlan(plan, ['-cpuflags', 'sse2'])).equals(whole))
    const slices = [
      { startFrame: 0, endFrame: 2 },
      { startFrame: 2, endFrame: 11 },
      { startFrame: 11, endFrame: 15 },
    ]
    const made: Buffer[] = []
    for (const span of slices) made.push(await studio.composePlan(slicePlan(plan, span)))
    t.ok(Buffer.concat(made).equals(whole))
  })

  await t.test('shows beyond its edges what it is told to', async (t) => {
    const darkest = async (edges: 'mirror' | 'black' | 'hide') => {
      const raw = await studio.compose(filmOf(clip({ zoom: 1.02, edges }, { duration: 0.6 })))
      return Math.min(
        ...planesOf(raw).map(({ y }) => Array.from(y).reduce((least, one) => Math.min(least, one), 255)),
      )
    }
    t.ok((await darkest('black')) <= 16)
    t.ok((await darkest('mirror')) > 30)
    t.ok((await darkest('hide')) > 30)
  })

  await t.test('is measured once, however often it is shown', async (t) => {
    const steady = clip({}, { duration: 0.5 })
    const twice: Edit = edit(10, [
      { kind: 'video', clips: [steady] },
      { kind: 'video', clips: [{ ...steady, scale: 1, opacity: 0.5 }] },
    ])
    t.same(
      (await studio.commands(twice)).map(({ outputs }) => outputs[0]?.name.split(':')[0]),
      ['motion', 'film'],
    )
  })
})
