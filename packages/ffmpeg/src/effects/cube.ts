/**
 * A .cube, the table of colours that grading programs write. It is read strictly, and what ffmpeg is given is written
 * anew from that: its own reader takes nearly anything, and passes over a domain that is not 0 to 1.
 */
export interface Cube {
  readonly dimensions: 1 | 3
  /** Values a side. */
  readonly size: number
  /** Red, green, blue of each entry; red varies fastest. */
  readonly rows: readonly Entry[]
}

type Entry = readonly [red: number, green: number, blue: number]

/** Its message says in which line, and is for the user. */
export class CubeInvalid extends Error {
  override readonly name = 'CubeInvalid'

  constructor(line: number, what: string) {
    super(`Line ${line}: ${what}`)
  }
}

export const mostCubeBytes = 16 * 1024 * 1024
const mostSize = { 1: 65_536, 3: 65 } as const
const leastSize = 2
/** Beyond that it is no colour any more, whatever program has written it. */
const mostValue = 100

const sizeKeyword = /^LUT_([13])D_SIZE$/
const domains: Readonly<Record<string, readonly number[]>> = {
  DOMAIN_MIN: [0, 0, 0],
  DOMAIN_MAX: [1, 1, 1],
  LUT_1D_INPUT_RANGE: [0, 1],
  LUT_3D_INPUT_RANGE: [0, 1],
}
const decimalNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i

/** Whether a file means to be one, judged by its beginning. */
export const looksLikeCube = (beginning: string): boolean =>
  !beginning.includes('\0') && /^\s*LUT_[13]D_SIZE\b/m.test(beginning)

export function parseCube(text: string): Cube {
  let shape: Pick<Cube, 'dimensions' | 'size'> | null = null
  const rows: Entry[] = []
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  for (const [at, line] of lines.entries()) {
    const [word = '', ...values] = line.trim().split(/\s+/)
    const wrong = (what: string) => new CubeInvalid(at + 1, what)
    if (word === '' || word.startsWith('#')) continue
    if (decimalNumber.test(word)) {
      if (shape === null) throw wrong('there are values before LUT_1D_SIZE or LUT_3D_SIZE')
      if (rows.length === entriesOf(shape)) throw wrong(`there are more than ${entriesOf(shape)} entries`)
      rows.push(entryOf([word, ...values], wrong))
    } else if (rows.length > 0) throw wrong(`"${clip(word)}" stands among the values`)
    else if (sizeKeyword.test(word)) {
      if (shape !== null) throw wrong('the size is said twice')
      shape = shapeOf(word, values, wrong)
    } else if (word in domains) checkDomain(word, values, wrong)
    else if (word !== 'TITLE') throw wrong(`"${clip(word)}" is no keyword of a .cube`)
  }
  if (shape === null) throw new CubeInvalid(1, 'there is no LUT_1D_SIZE or LUT_3D_SIZE')
  if (rows.length < entriesOf(shape))
    throw new CubeInvalid(lines.length, `the table ends after ${rows.length} of ${entriesOf(shape)} entries`)
  return { ...shape, rows }
}

type Wrong = (what: string) => CubeInvalid

const clip = (word: string): string => word.slice(0, 40)
const entriesOf = ({ dimensions, size }: Pick<Cube, 'dimensions' | 'size'>): number => size ** dimensions

function shapeOf(word: string, values: readonly string[], wrong: Wrong): Pick<Cube, 'dimensions' | 'size'> {
  const dimensions = sizeKeyword.exec(word)?.[1] === '1' ? 1 : 3
  const size = Number(values[0])
  const most = mostSize[dimensions]
  if (values.length === 1 && Number.isInteger(size) && size >= leastSize && size <= most)
    return { dimensions, size }
  throw wrong(`${word} is a number from ${leastSize} to ${most}`)
}

function checkDomain(word: string, values: readonly string[], wrong: Wrong): void {
  const wanted = domains[word] ?? []
  const isUsual = values.length === wanted.length && values.every((value, at) => Number(value) === wanted[at])
  if (!isUsual) throw wrong(`${word} is not ${wanted.join(' ')}, and no other domain is taken`)
}

function entryOf(words: readonly string[], wrong: Wrong): Entry {
  const [red = NaN, green = NaN, blue = NaN] = words.map((word) =>
    decimalNumber.test(word) ? Number(word) : NaN,
  )
  const isEntry = words.length === 3 && [red, green, blue].every((value) => Math.abs(value) <= mostValue)
  if (!isEntry) throw wrong(`an entry is three numbers from -${mostValue} to ${mostValue}`)
  return [red, green, blue]
}

/** So much of the table, and for the rest what goes in: what lies between entries is mixed by straight lines too. */
export function cubeText({ dimensions, size, rows }: Cube, strength: number): string {
  const step = (at: number) => (at % size) / (size - 1)
  const lines = rows.map((entry, at) => {
    const [first, second, third] = [step(at), step(Math.floor(at / size)), step(Math.floor(at / size ** 2))]
    const input = dimensions === 3 ? [first, second, third] : [first, first, first]
    return entry
      .map((value, part) => (value * strength + (input[part] ?? 0) * (1 - strength)).toFixed(6))
      .join(' ')
  })
  return `LUT_${dimensions}D_SIZE ${size}\n${lines.join('\n')}\n`
}
