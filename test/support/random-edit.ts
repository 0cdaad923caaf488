/**
 * Edits at random, made from the schema of the edit itself: what is added to the schema is tried from then on. They are
 * small and short, and near enough to sense that many of them can be rendered.
 */
import assert from 'node:assert/strict'
import { Composition, Edit } from '@framewright/schemas'
import { presets } from '@framewright/timeline'
import fc, { type Arbitrary } from 'fast-check'

export interface RandomAssets {
  readonly video: readonly string[]
  readonly image: readonly string[]
  /** Of one kind and one size. */
  readonly frames: readonly string[]
  readonly audio: readonly string[]
  readonly lut: readonly string[]
  readonly font: readonly string[]
  readonly subtitles: readonly string[]
}

/** What is used of JSON Schema by the schema of the edit. */
interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[] | undefined
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly pattern?: string
  readonly maxLength?: number
}

/** In place of what the schema allows; named by the property, or by the type of its object and the property. */
type Choices = Readonly<Record<string, Arbitrary<unknown>>>

const mostItems = 4
/** An optional property is there one time in eleven. */
const absences = 14

export function randomEdit(assets: RandomAssets): Arbitrary<Edit> {
  const choices = {
    ...choicesFor(assets),
    'composition.composition': mostly(fc.constantFrom('inner', 'outer'), fc.constant('nobody')),
  }
  const elsewhere = { compositions: fc.constant(undefined), sequences: fc.constant(undefined) }
  const edit = valueOf(Edit as Schema, 'edit', { ...choices, ...elsewhere })
  return fc
    .tuple(edit as Arbitrary<Edit>, compositionsOf(choices), sequencesOf(assets))
    .map(([film, compositions, sequences]) => {
      const whole = hasNested(film) ? { ...film, compositions } : film
      return JSON.stringify(whole).includes('"sequence":') ? { ...whole, sequences } : whole
    })
}

const isNested = ({ type }: { readonly type: string }) => type === 'composition'
const hasNested = ({ tracks }: Pick<Edit, 'tracks'>) => tracks.some(({ clips }) => clips.some(isNested))

/** The inner one has none in it. */
function compositionsOf(choices: Choices): Arbitrary<NonNullable<Edit['compositions']>> {
  const made = (more: Choices) =>
    valueOf(Composition as Schema, 'nest', { ...choices, ...more }) as Arbitrary<Composition>
  const size = { 'nest.width': even(8, 40), 'nest.height': even(8, 40) }
  const withoutNested = ({ tracks, ...rest }: Composition): Composition => ({
    ...rest,
    tracks: tracks.map((track) =>
      track.kind === 'audio' ? track : { ...track, clips: track.clips.filter((clip) => !isNested(clip)) },
    ),
  })
  return fc.record({
    inner: made(size).map(withoutNested),
    outer: made({ ...size, 'composition.composition': fc.constant('inner') }),
  })
}

/** One that is in order, and one that seldom is. */
const sequencesOf = ({ frames, image }: RandomAssets): Arbitrary<NonNullable<Edit['sequences']>> => {
  const fps = fc.constantFrom(2, 10, 24, { num: 30000, den: 1001 })
  const assets = (ids: readonly string[]) => fc.array(fc.constantFrom(...ids), { minLength: 1, maxLength: 9 })
  return fc.record({
    frames: fc.record({ assets: assets(frames), fps }),
    odd: fc.record({ assets: assets([...frames, ...image]), fps }),
  })
}

function even(leastHalf: number, mostHalf: number): Arbitrary<number> {
  return fc.integer({ min: leastHalf, max: mostHalf }).map((half) => 2 * half)
}

function choicesFor({ video, image, audio, lut, font, subtitles }: RandomAssets): Choices {
  const unknown = '00000000-0000-4000-8000-00000000ffff'
  const asset = (ids: readonly string[]) =>
    fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(...ids) },
      { weight: 1, arbitrary: fc.constant(unknown) },
    )
  const tenths = (most: number) => fc.integer({ min: 1, max: most }).map((count) => count / 10)
  const rates = [10, 24, 25, 30, { num: 24000, den: 1001 }, { num: 30000, den: 1001 }]
  return {
    'video.asset': asset(video),
    'image.asset': asset(image),
    'lut.asset': asset(lut),
    'font.asset': asset(font),
    'captions.asset': asset(subtitles),
    'audio.asset': asset([...audio, ...video]),
    'alpha.asset': asset([...image, ...video]),
    'luma.asset': asset([...image, ...video]),
    sequence: mostly(fc.constant('frames'), fc.constantFrom('odd', 'none')),
    id: clipId,
    start: mostly(fc.constant('auto'), fc.oneof(tenths(20), moment)),
    in: tenths(5),
    duration: mostly(tenths(12), fc.oneof(fc.constantFrom(0.001, 0.04, 1.7, 'end'), moment)),
    'transition.duration': tenths(2),
    'animateIn.duration': tenths(5),
    'animateOut.duration': tenths(5),
    audioTrack: fc.constantFrom(0, 1, 1, 'de', 'deu', 5),
    speed,
    'video.speed': anySpeed,
    'sequence.speed': anySpeed,
    'pixelate.size': even(1, 20),
    time: tenths(10),
    cubicBezier: fc.constantFrom([0.2, -1, 0.4, 2], [0, 0, 1, 1], [2, 0, 0, 0]),
    fadeIn: tenths(4),
    fadeOut: tenths(4),
    canvas: fc.record(
      {
        ...{ width: even(8, 60), height: even(8, 60), fps: fc.constantFrom(...rates) },
        background: fc.constantFrom('#102030', 'transparent'),
      },
      { requiredKeys: ['width', 'height', 'fps'] },
    ),
    outputs: fc.array(mostly(smallOutput, anyOutput), { minLength: 1, maxLength: 2 }),
    'text.text': fc
      .array(fc.constantFrom('Hi', "'", '%{n}', '\\', ':', ',', '[', ']', ';', '\n', ' ', 'é', 'ß'))
      .map((parts) => `T${parts.join('')}`),
    'shape.width': fc.integer({ min: 1, max: 70 }),
    'shape.height': fc.integer({ min: 1, max: 70 }),
    'text.size': fc.integer({ min: 4, max: 40 }),
    'captions.size': fc.integer({ min: 4, max: 40 }),
    subtitles: fc.constantFrom(...subtitleFiles),
    cues: fc.array(spoken, { minLength: 1, maxLength: 4 }),
    words: fc.array(spoken, { minLength: 1, maxLength: 6 }).map((words) => words.map(afterEachOther)),
  }
}

const speed = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0.5, 2, 1.333, 3) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0.1, 100, 5e-324) },
)
const speedKey = fc.record({
  value: fc.constantFrom(0.1, 0.5, 1, 2.5, 7),
  easing: fc.constantFrom('linear', 'hold', 'ease-in-out', 'ease-in-out-back'),
})

const anySpeed = fc.oneof(
  { weight: 3, arbitrary: speed },
  {
    weight: 1,
    arbitrary: fc
      .array(speedKey, { minLength: 1, maxLength: 4 })
      .map((keys) => keys.map((key, at) => Object.assign({}, key, { time: at / 5 }))),
  },
)

/** So many that two clips seldom have the same, and so few that a reference often leads somewhere. */
const clipId = fc.constantFrom(...'abcdefghijkl')
const moment = fc.record(
  { clip: clipId, edge: fc.constantFrom('start', 'end'), offset: fc.constantFrom(-0.2, 0.1, 0.5) },
  { requiredKeys: ['clip', 'edge'] },
)
const subtitleFiles = [
  '1\n00:00:00,100 --> 00:00:00,500\n<i>Hi</i> {\\b1}\n\n2\n00:00:00,300 --> 00:00:00,700\nHo\n',
  'WEBVTT\n\n00:00.000 --> 00:00.400\nHi &lt;',
  '[Script Info]\n[Events]\nDialogue: 0,0:00:00.10,0:00:00.40,X,,0,0,0,,{\\k9}Ho\\N{\\p1}m 0 0{\\p0}hi',
]
const spoken = fc.record({
  text: fc.stringMatching(/^[A-Za-z{}\\'%é-]{1,9}$/),
  start: fc.integer({ min: 0, max: 9 }).map((tenths) => tenths / 10),
  end: fc.integer({ min: 9, max: 20 }).map((tenths) => tenths / 10),
})
const afterEachOther = ({ text }: { readonly text: string }, at: number) => ({
  ...{ text, start: at / 5, end: (at + 1) / 5 },
})

const outputSchema = Edit.properties.outputs.items as Schema
const outputChoices = {
  name: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,8}$/),
  preset: fc.constantFrom(...presets.map(({ name }) => name)),
}
const anyOutput = valueOf(outputSchema, 'outputs', outputChoices)
/** In a size that takes no time. */
const smallOutput = fc
  .record({ ...outputChoices, width: even(32, 60), height: even(32, 60) })
  .map(({ width, height, ...output }) => {
    const hasPicture = presets.find(({ name }) => name === output.preset)?.size != null
    return hasPicture ? { ...output, width, height } : output
  })

const mostly = <T>(often: Arbitrary<T>, seldom: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: often }, { weight: 1, arbitrary: seldom })

function valueOf(schema: Schema, name: string, choices: Choices): Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined)
    return fc.oneof(...schema.anyOf.map((option) => valueOf(option, name, choices)))
  switch (schema.type) {
    case 'object':
      return objectOf(schema, name, choices)
    case 'array': {
      const { items, minItems = 0, maxItems = mostItems } = schema
      assert(items !== undefined, `the array ${name} has items`)
      const maxLength = Math.max(minItems, Math.min(maxItems, mostItems))
      const item = valueOf(items, name, choices)
      const limits = { minLength: Math.max(1, minItems), maxLength }
      const isTimed = items.properties?.['time'] !== undefined
      const any = fc.array(item, limits)
      const sensible = isTimed ? oneAfterTheOther : name === 'clips' ? withoutNeighbour : null
      const filled = sensible === null ? any : mostly(any.map(sensible), any)
      return minItems > 0
        ? filled
        : fc.oneof({ weight: 24, arbitrary: filled }, { weight: 1, arbitrary: fc.constant([]) })
    }
    case 'integer':
    case 'number':
      return numberOf(schema)
    case 'boolean':
      return fc.boolean()
    case 'string':
      return schema.pattern === undefined
        ? fc.string({ maxLength: Math.min(20, schema.maxLength ?? 20) })
        : fc.stringMatching(new RegExp(schema.pattern, 'u'))
    default:
      assert.fail(`${name}: ${JSON.stringify(schema).slice(0, 200)} is made of nothing that is known here`)
  }
}

function objectOf(
  { properties = {}, required = [] }: Schema,
  name: string,
  choices: Choices,
): Arbitrary<unknown> {
  const kind = properties['type']?.const
  const owner = typeof kind === 'string' ? kind : name
  const parts = Object.entries(properties).map(([key, property]): [string, Arbitrary<unknown>] => {
    const chosen = choices[`${owner}.${key}`] ?? choices[`${name}.${key}`] ?? choices[key]
    const value = chosen ?? valueOf(property, key, choices)
    if (required.includes(key)) return [key, value]
    return [
      key,
      fc.oneof({ weight: absences, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value }),
    ]
  })
  return fc
    .record(Object.fromEntries(parts))
    .map((object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)))
    .map((object) => (owner === 'captions' ? fromOneSource(object) : object))
}

/** Keyframes, a fifth of a second apart. */
const oneAfterTheOther = (points: readonly unknown[]): unknown[] =>
  points.map((point, at) => Object.assign({}, point, { time: at / 5 }))

/** The first clip of a track goes over from nothing. */
const withoutNeighbour = (clips: readonly unknown[]): unknown[] =>
  clips.map((clip, at) => (at === 0 ? Object.assign({}, clip, { transition: undefined }) : clip))

/** Captions say one of four things; by chance it would be none, or two, nearly always. */
function fromOneSource(captions: Record<string, unknown>): Record<string, unknown> {
  const { cues, words, subtitles, asset, ...rest } = captions
  if (asset !== undefined) return { ...rest, asset }
  if (subtitles !== undefined) return { ...rest, subtitles }
  if (words !== undefined) return { ...rest, words }
  return { ...rest, cues: cues ?? [{ text: 'Hi', start: 0, end: 1 }] }
}

function numberOf(schema: Schema): Arbitrary<unknown> {
  const isInteger = schema.type === 'integer'
  const low = schema.minimum ?? schema.exclusiveMinimum ?? -1000
  const high = schema.maximum ?? schema.exclusiveMaximum ?? 1000
  const isWithin = (value: number) =>
    (schema.exclusiveMinimum === undefined || value > schema.exclusiveMinimum) &&
    (schema.exclusiveMaximum === undefined || value < schema.exclusiveMaximum)
  const all = isInteger
    ? fc.integer({ min: Math.ceil(low), max: Math.floor(high) })
    : fc.double({ min: low, max: high, noNaN: true })
  const fallback = schema.default === undefined ? [] : [fc.constant(schema.default as number)]
  return fc.oneof(...fallback, all.filter(isWithin))
}
