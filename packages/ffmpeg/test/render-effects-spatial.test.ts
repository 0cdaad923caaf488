import { test } from 'tap'
import { openEffectStudio } from './effect-stills.ts'
import { height, width } from './films.ts'
import { furthest } from './planes.ts'

test('effects that look at more than one pixel', async (t) => {
  const { studio, image, compared } = await openEffectStudio(t)

  await t.test('a blur is a Gaussian of its sigma', async (t) => {
    const sigmas = [0.5, 1.7, 3, 7.5]
    for (const bits of [8, 10] as const) {
      const effects = sigmas.map((sigma) => ({ type: 'blur', sigma }) as const)
      const { plain, affected } = await compared(image, effects, bits)
      for (const [at, sigma] of sigmas.entries()) {
        const wanted = separable(plain.y, gaussian(sigma))
        const blurred = affected[at]?.y ?? []
        const off = meanDistance(inside(blurred, 24), inside(wanted, 24)) / 2 ** (bits - 8)
        t.ok(off < 0.8, `sigma ${sigma} in ${bits} bits is off by ${off}`)
        t.ok(furthest(blurred, plain.y) > 15)
      }
    }
  })

  await t.test('what is even stays as it is, to its edges', async (t) => {
    const gray = await studio.image('gray.png', 'color=0x8090a0:s=160x90', { width, height })
    const { plain, affected } = await compared(gray.facts.assetId, [
      { type: 'blur', sigma: 1 },
      { type: 'blur', sigma: 40 },
      { type: 'sharpen', amount: 5 },
    ])
    for (const frame of affected) {
      for (const plane of ['y', 'u', 'v'] as const) t.equal(furthest(frame[plane], plain[plane]), 0)
    }
  })

  await t.test('sharpening adds what a binomial blur takes away, to luma alone', async (t) => {
    for (const bits of [8, 10] as const) {
      const { plain, affected } = await compared(image, [{ type: 'sharpen', amount: 1.5 }], bits)
      const blurred = separable(
        plain.y,
        [1, 4, 6, 4, 1].map((weight) => weight / 16),
      )
      const most = 2 ** bits - 1
      const wanted = blurred.map((soft, at) => {
        const value = plain.y[at] ?? NaN
        return Math.min(most, Math.max(0, Math.round(value + 1.5 * (value - soft))))
      })
      const [frame] = affected
      t.ok(furthest(inside(frame?.y ?? [], 3), inside(wanted, 3)) <= 1, `in ${bits} bits`)
      t.equal(furthest(frame?.u ?? [], plain.u), 0)
      t.equal(furthest(frame?.v ?? [], plain.v), 0)
    }
  })

  await t.test('a vignette leaves the middle, and takes its share of the light in the corners', async (t) => {
    for (const bits of [8, 10] as const) {
      const { plain, affected } = await compared(image, [{ type: 'vignette', strength: 0.8 }], bits)
      const step = 2 ** (bits - 8)
      const light = (x: number, y: number) => {
        const radius = Math.hypot(x - width / 2, y - height / 2) / Math.hypot(width / 2, height / 2)
        return (1 + (1 / Math.sqrt(1 - 0.8) - 1) * radius * radius) ** -2
      }
      const luma = Array.from(plain.y, (value, at) => {
        const share = light((at % width) + 0.5, Math.floor(at / width) + 0.5)
        return 16 * step + (value - 16 * step) * share
      })
      const chroma = Array.from(plain.u, (value, at) => {
        const x = 2 * (at % (width / 2)) + 1
        const row = Math.floor(at / (width / 2))
        return 128 * step + (value - 128 * step) * light(x, bits === 8 ? 2 * row + 1 : row + 0.5)
      })
      const [frame] = affected
      t.ok(furthest(frame?.y ?? [], luma) <= 1.5, `luma in ${bits} bits: ${furthest(frame?.y ?? [], luma)}`)
      t.ok(
        furthest(frame?.u ?? [], chroma) <= 1.5,
        `chroma in ${bits} bits: ${furthest(frame?.u ?? [], chroma)}`,
      )
    }
  })
})

function gaussian(sigma: number): number[] {
  const radius = Math.ceil(4 * sigma)
  const weights = Array.from({ length: 2 * radius + 1 }, (_, at) =>
    Math.exp(-((at - radius) ** 2) / (2 * sigma * sigma)),
  )
  const total = weights.reduce((sum, one) => sum + one, 0)
  return weights.map((weight) => weight / total)
}

/** A plane folded with a kernel in both directions; beyond its edges it goes on. */
function separable(plane: ArrayLike<number>, kernel: readonly number[]): number[] {
  const radius = (kernel.length - 1) / 2
  const bounded = (value: number, size: number) => Math.min(size - 1, Math.max(0, value))
  const rows = Array.from(plane, (_, at) => {
    const y = Math.floor(at / width)
    return kernel.reduce(
      (sum, weight, k) =>
        sum + weight * (plane[y * width + bounded((at % width) + k - radius, width)] ?? NaN),
      0,
    )
  })
  return rows.map((_, at) => {
    const y = Math.floor(at / width)
    return kernel.reduce(
      (sum, weight, k) =>
        sum + weight * (rows[bounded(y + k - radius, height) * width + (at % width)] ?? NaN),
      0,
    )
  })
}

/** A plane without a margin. */
function inside(plane: ArrayLike<number>, margin: number): number[] {
  return Array.from(plane).filter((_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    return x >= margin && y >= margin && x < width - margin && y < height - margin
  })
}

function meanDistance(plane: readonly number[], wanted: readonly number[]): number {
  return plane.reduce((sum, value, at) => sum + Math.abs(value - (wanted[at] ?? NaN)), 0) / plane.length
}
