import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { edit, framesIn, mean, openStudio, type Frame } from './films.ts'

const corner = { topLeft: 'red', topRight: 'lime', bottomLeft: 'blue', bottomRight: 'white' }

/** A picture with another colour in each of its corners. */
function quarters(width: number, height: number): string[] {
  const half = (of: number) => Math.ceil(of / 2)
  const tile = (color: string) => `color=${color}:s=${half(width)}x${half(height)}:r=10:d=0.3,format=gbrp`
  const tiles = Object.values(corner).map((color, at) => `${tile(color)}[t${at}];`)
  const stacked = '[t0][t1][t2][t3]xstack=inputs=4:layout=0_0|w0_0|0_h0|w0_h0'
  const graph = `${tiles.join('')}${stacked},crop=${width}:${height}:0:0:exact=1`
  return ['-f', 'lavfi', '-i', `${graph},scale=out_color_matrix=bt709:out_range=tv,setsar=1`]
}
const h264 = ['-c:v', 'libx264', '-qp', '1', '-colorspace', 'bt709']

function colorAt(frame: Frame, x: number, y: number): string {
  const area = { x: x - 2, y: y - 2, width: 4, height: 4 }
  const [red, green, blue] = (['red', 'green', 'blue'] as const).map(
    (plane) => mean(frame, area, plane) > 128,
  )
  return red ? (green ? 'white' : 'red') : green ? 'lime' : blue ? 'blue' : 'black'
}

/** As a camera writes it into a photo: the tag for how it was held. */
function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.from('49492a0008000000010012010300010000000000000000000000', 'hex')
  tiff.writeUInt16LE(orientation, 18)
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const marker = Buffer.from([0xff, 0xe1, 0, exif.length + 2])
  return Buffer.concat([jpeg.subarray(0, 2), marker, exif, jpeg.subarray(2)])
}

test('pictures are shown upright, whole, and in their shape', async (t) => {
  const studio = await openStudio(t)
  const plain = await studio.found('plain.mp4', [...quarters(160, 90), ...h264])
  // What ffmpeg is told here it writes into the matrix the other way round.
  const turned = (degrees: number) =>
    studio.found(`turned ${degrees}.mp4`, [
      ...['-i', plain.path, '-c', 'copy', '-metadata:s:v:0', `rotate=${360 - degrees}`],
    ])
  const photo = await studio.found('photo.jpg', [
    ...quarters(160, 90),
    '-frames:v',
    '1',
    '-pix_fmt',
    'yuvj444p',
  ])
  const held = async (orientation: number) =>
    studio.file(`held ${orientation}.jpg`, withOrientation(await readFile(photo.path), orientation))
  const { topLeft, topRight, bottomLeft, bottomRight } = corner
  const wide = { width: 160, height: 90 }
  const upright = { width: 50, height: 90 }
  const clockwise = [bottomLeft, topLeft, bottomRight, topRight]
  const asIs = [topLeft, topRight, bottomLeft, bottomRight]
  const counterclockwise = [topRight, bottomRight, topLeft, bottomLeft]
  const samples = [
    [plain, wide, asIs],
    [await turned(90), upright, clockwise],
    [await turned(180), wide, [bottomRight, bottomLeft, topRight, topLeft]],
    [await turned(270), upright, counterclockwise],
    [
      await studio.found('odd.mkv', [...quarters(161, 91), '-c:v', 'ffv1', '-pix_fmt', 'yuv420p']),
      wide,
      asIs,
    ],
    [await studio.found('wide pixels.mp4', [...quarters(80, 90), '-vf', 'setsar=2', ...h264]), wide, asIs],
    [await held(6), upright, clockwise],
    [await held(8), upright, counterclockwise],
    [await held(2), wide, [topRight, topLeft, bottomRight, bottomLeft]],
  ] as const
  const clips = samples.map(([{ facts }]) => ({
    ...{ type: facts.media.kind as 'video' | 'image', asset: facts.assetId, duration: 0.1 },
  }))
  const [path = ''] = await studio.render(edit(10, [{ kind: 'video', clips }]))
  const frames = await framesIn(path)
  t.equal(frames.length, samples.length)
  for (const [at, [sample, { width, height }, colors]] of samples.entries()) {
    const frame = frames[at]
    if (frame === undefined) continue
    const places = [0.25, 0.75].flatMap((y) => [0.25, 0.75].map((x) => [x, y] as const))
    const seen = places.map(([x, y]) =>
      colorAt(frame, Math.round(80 + (x - 0.5) * width), Math.round(45 + (y - 0.5) * height)),
    )
    t.same(seen, colors, sample.path)
    const beside = colorAt(frame, Math.round(80 - width / 2 - 4), 45)
    if (width < 150) t.equal(beside, 'black', `${sample.path} is no broader`)
    t.not(colorAt(frame, Math.round(80 - width / 2 + 4), 20), 'black', `${sample.path} is no narrower`)
  }
})
