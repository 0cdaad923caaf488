import { test } from 'tap'
import { coversCanvas, isOutOfSight, placePicture } from '../src/resolve/placement.ts'
import { edit, ids, pictures, resolved } from './edits.ts'

const canvas = { width: 1280, height: 720 }
const place = (
  source: { width: number; height: number },
  fit: 'contain' | 'cover' | 'fill' | 'none',
  scale = 1,
  position = { x: 0.5, y: 0.5 },
) => placePicture(source, canvas, { fit, scale, position })

test('a fit is that of CSS, in even numbers', async (t) => {
  const upright = { width: 1080, height: 1920 }
  const { cropX, cropY, ...contained } = place(upright, 'contain')
  t.same([cropX, cropY], [0, 0])
  t.same(contained, { scaledWidth: 406, scaledHeight: 720, width: 406, height: 720, x: 438, y: 0 })
  t.same(place(upright, 'cover'), {
    ...{ scaledWidth: 1280, scaledHeight: 2276, width: 1280, height: 720 },
    ...{ cropX: 0, cropY: 778, x: 0, y: 0 },
  })
  t.match(place(upright, 'fill'), { width: 1280, height: 720, x: 0, y: 0 })
  t.match(place(upright, 'none'), { width: 1080, height: 1920, x: 100, y: -600 })
})

test('a box is a fraction of the canvas, round its position', async (t) => {
  t.match(place({ width: 1920, height: 1080 }, 'contain', 0.25, { x: 0.8, y: 0.2 }), {
    ...{ width: 320, height: 180, x: 864, y: 54 },
  })
  t.ok(coversCanvas(place({ width: 1000, height: 1000 }, 'cover'), canvas))
  t.notOk(coversCanvas(place({ width: 1000, height: 1000 }, 'contain'), canvas))
  t.ok(isOutOfSight(place({ width: 10, height: 10 }, 'none', 1, { x: 1.1, y: 0.5 }), canvas))
})

test('outputs keep the shape of the canvas, or get bars', async (t) => {
  const sizes = (width: number, height: number, output: object) => {
    const outputs = [{ name: 'a', preset: 'standard', ...output }]
    const still = { type: 'image' as const, asset: ids.photo, duration: 1 }
    const [made] = resolved(edit([pictures(still)], { canvas: { width, height, fps: 30 }, outputs })).outputs
    return made?.picture == null ? [] : [made.width, made.height, made.picture]
  }
  const full = (width: number, height: number) => [width, height, { width, height, x: 0, y: 0 }]
  t.same(sizes(1280, 720, {}), full(1280, 720))
  t.same(sizes(3840, 2160, {}), full(1920, 1080))
  t.same(sizes(2160, 3840, {}), full(1080, 1920))
  t.same(sizes(3840, 2160, { preset: 'web' }), full(1280, 720))
  t.same(sizes(1998, 1080, { width: 1000 }), full(1000, 540))
  t.same(sizes(1920, 1080, { preset: 'social' }), [1080, 1920, { width: 1080, height: 608, x: 0, y: 656 }])
  t.same(sizes(1080, 1920, { preset: 'social' }), full(1080, 1920))
  t.same(sizes(1280, 720, { width: 640, height: 640 }), [640, 640, { width: 640, height: 360, x: 0, y: 140 }])
})
