import { directionOf, power, type PlannedGrade, type PlannedLevels } from '@framewright/timeline'
import { monotoneCurve } from './monotone-curve.ts'

type Color = readonly [red: number, green: number, blue: number]
type Law = (value: number) => number

/** R'G'B' to R'G'B', as a table for `lut1d` or `lut3d`. Values beyond 0 and 1 are bounded after what lies between is mixed. */
export interface ColorTable {
  readonly dimensions: 1 | 3
  readonly text: string
}

/** Grades that need one; the others are tables of luma and chroma. */
export type TabledGrade = Exclude<PlannedGrade, { type: 'tone' | 'grayscale' | 'invert' | 'threshold' }>

/** Of a screen for bt709 (BT.1886): so many times the light is its root of the value. */
const displayGamma = 2.4
const valueGain = (light: number): number => power(light, 1 / displayGamma)

/** What is a straight line, or a sum of shares of three colours, is exact with nothing but its ends. */
const straight = 2
const bent = 1025
/** Its edges are as wide as one of these steps, into which a code of ten bits falls but by chance. */
const stepped = 16_385
const solid = 33

const lumaOf = ([red, green, blue]: Color): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue

export function tableOf(grade: TabledGrade): ColorTable {
  switch (grade.type) {
    case 'exposure': {
      const gain = valueGain(power(2, grade.stops))
      return curvesTable(
        straight,
        Array<Law>(3).fill((value) => gain * value),
      )
    }
    case 'white-balance':
      return curvesTable(
        straight,
        balance(grade).map((gain) => (value) => gain * value),
      )
    case 'levels':
      return curvesTable(
        bent,
        (['red', 'green', 'blue'] as const).map((channel) => {
          const [own, all] = [levelsLaw(grade[channel]), levelsLaw(grade.all)]
          return (value) => all(own(value))
        }),
      )
    case 'curves':
      return curvesTable(
        bent,
        [grade.red, grade.green, grade.blue].map((points) => {
          const [own, all] = [points, grade.master].map((some) => monotoneCurve(some ?? identity))
          return (value) => all?.(own?.(value) ?? value) ?? value
        }),
      )
    case 'posterize': {
      const { steps } = grade
      const law: Law = (value) => Math.min(steps - 1, Math.floor(value * steps)) / (steps - 1)
      return curvesTable(stepped, Array<Law>(3).fill(law))
    }
    case 'hue':
      return solidTable(straight, turnedHue(grade.degrees))
    case 'sepia':
      return solidTable(straight, mixed(sepia, grade.amount))
    case 'duotone': {
      const [from, to] = [colorOf(grade.shadows), colorOf(grade.highlights)]
      const tinted = (color: Color): Color => {
        const luma = lumaOf(color)
        return mapped(from, (value, at) => value + (to[at] - value) * luma)
      }
      return solidTable(straight, mixed(tinted, grade.amount))
    }
    case 'vibrance':
      return solidTable(solid, (color) => {
        const [luma, saturation] = [lumaOf(color), Math.max(...color) - Math.min(...color)]
        return mapped(color, (value) => luma + (value - luma) * (1 + grade.amount * (1 - saturation)))
      })
  }
}

const identity = [
  [0, 0],
  [1, 1],
] as const

const mapped = ([red, green, blue]: Color, of: (value: number, at: 0 | 1 | 2) => number): Color => [
  of(red, 0),
  of(green, 1),
  of(blue, 2),
]

const mixed =
  (of: (color: Color) => Color, amount: number) =>
  (color: Color): Color => {
    const wholly = of(color)
    return mapped(color, (value, at) => value + (wholly[at] - value) * amount)
  }

const colorOf = (color: string): Color => {
  const part = (at: number) => Number.parseInt(color.slice(at, at + 2), 16) / 255
  return [part(0), part(2), part(4)]
}

/** Half a stop of red and of blue each, half a stop of green; white keeps its luminance. */
function balance({ temperature, tint }: { readonly temperature: number; readonly tint: number }): number[] {
  const light: Color = [power(2, temperature / 2), power(2, -tint / 2), power(2, -temperature / 2)]
  const luminance = lumaOf(light)
  return light.map((gain) => valueGain(gain / luminance))
}

function levelsLaw(levels: PlannedLevels['all']): Law {
  if (levels === undefined) return (value) => value
  const { inBlack, inWhite, gamma, outBlack, outWhite } = levels
  return (value) => {
    const share = Math.min(1, Math.max(0, (value - inBlack) / (inWhite - inBlack)))
    return outBlack + (outWhite - outBlack) * (gamma === 1 ? share : power(share, 1 / gamma))
  }
}

/** Those of CSS. */
const sepia = (color: Color): Color => {
  const row = (red: number, green: number, blue: number) =>
    red * color[0] + green * color[1] + blue * color[2]
  return [row(0.393, 0.769, 0.189), row(0.349, 0.686, 0.168), row(0.272, 0.534, 0.131)]
}

/** Its two differences from luma are turned; luma stays. */
function turnedHue(degrees: number): (color: Color) => Color {
  const { x: sine, y } = directionOf(degrees)
  const cosine = -y
  return (color) => {
    const luma = lumaOf(color)
    const [blue, red] = [(color[2] - luma) / 1.8556, (color[0] - luma) / 1.5748]
    const turned = [
      luma + 1.5748 * (sine * blue + cosine * red),
      luma + 1.8556 * (cosine * blue - sine * red),
    ]
    const [newRed = 0, newBlue = 0] = turned
    return [newRed, (luma - 0.2126 * newRed - 0.0722 * newBlue) / 0.7152, newBlue]
  }
}

const rowOf = (color: readonly number[]): string => color.map((value) => value.toFixed(6)).join(' ')

function curvesTable(size: number, laws: readonly Law[]): ColorTable {
  const rows = Array.from({ length: size }, (_, at) => rowOf(laws.map((law) => law(at / (size - 1)))))
  return { dimensions: 1, text: `LUT_1D_SIZE ${size}\n${rows.join('\n')}\n` }
}

function solidTable(size: number, of: (color: Color) => Color): ColorTable {
  const steps = Array.from({ length: size }, (_, at) => at / (size - 1))
  const rows = steps.flatMap((blue) =>
    steps.flatMap((green) => steps.map((red) => rowOf(of([red, green, blue])))),
  )
  return { dimensions: 3, text: `LUT_3D_SIZE ${size}\n${rows.join('\n')}\n` }
}
