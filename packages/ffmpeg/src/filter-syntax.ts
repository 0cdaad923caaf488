import { strict as assert } from 'node:assert'
import type { Font, FontHeight } from '@framewright/timeline'

/**
 * Filter graphs as values: filters with named options, joined by streams whose labels nobody writes by hand. Only
 * `text()` makes text of it, so escaping and the format of numbers are in one place.
 */
export interface Filter {
  readonly name: string
  readonly options: Readonly<Record<string, string | number>>
}

/** A text, a link to a source, a source that is a table of colours, with how much of it is wanted, or a font, with a name for it and the height it takes. */
export type FileContent =
  | { readonly text: string }
  | { readonly link: { readonly sha256: string } }
  | { readonly cube: { readonly sha256: string; readonly strength: number } }
  | { readonly font: { readonly of: Font; readonly family: string; readonly height?: FontHeight } }

/** What flows from one chain to the next; its label in the text. */
export type Stream = string & { readonly __stream: unique symbol }

export interface Graph {
  /** An input's stream, such as `0:v:0`. */
  input(index: number, specifier: string): Stream
  /** A chain of filters with one output. A stream can be taken in once only. */
  chain(inputs: readonly Stream[], ...filters: readonly Filter[]): Stream
  /** The path of a file that filters read; one of a name is written once. */
  file(name: string, content: () => FileContent): string
  /** What an earlier run has written, by the name of its file; null where none has yet. */
  measured(name: string): string | null
  /** The same frames several times. */
  split(input: Stream, count: number, kind: 'video' | 'audio'): Stream[]
  text(): string
  /** Those that have been asked for. */
  files(): (FileContent & { readonly path: string })[]
}

export const filter = (name: string, options: Filter['options'] = {}): Filter => ({ name, options })

/**
 * @param scalerFlags for the scalers that ffmpeg puts in by itself
 * @param pathOf where files of the graph are, by name
 * @param isScaledAlone whether each scaler has one thread
 * @param measured what earlier runs have written, by the names of their files
 */
export function openGraph(
  scalerFlags: string,
  pathOf?: (name: string) => string,
  isScaledAlone = false,
  measured: ReadonlyMap<string, string> = new Map(),
): Graph {
  const chains: string[] = []
  const files = new Map<string, FileContent & { readonly path: string }>()
  let made = 0
  const untaken = new Set<Stream>()
  const alone = ({ name, options }: Filter): Filter =>
    name === 'scale' && isScaledAlone ? { name, options: { ...options, threads: 1 } } : { name, options }

  const make = (): Stream => {
    const label = `s${made++}` as Stream
    untaken.add(label)
    return label
  }
  const take = (stream: Stream): string => {
    assert(untaken.delete(stream), `the stream ${stream} is taken once`)
    return `[${stream}]`
  }

  return {
    input(index, specifier) {
      const label = `${index}:${specifier}` as Stream
      untaken.add(label)
      return label
    },
    chain(inputs, ...filters) {
      const taken = inputs.map(take).join('')
      const output = make()
      chains.push(`${taken}${filters.map((one) => filterText(alone(one))).join(',')}[${output}]`)
      return output
    },
    file(name, content) {
      assert(pathOf !== undefined, 'a graph with files has a place for them')
      const file = files.get(name) ?? { path: pathOf(name), ...content() }
      files.set(name, file)
      return file.path
    },
    split(input, count, kind) {
      if (count === 1) return [input]
      const taken = take(input)
      const outputs = Array.from({ length: count }, make)
      const name = kind === 'video' ? 'split' : 'asplit'
      chains.push(`${taken}${name}=${count}${outputs.map((label) => `[${label}]`).join('')}`)
      return outputs
    },
    measured: (name) => measured.get(name) ?? null,
    files: () => [...files.values()],
    text: () => `sws_flags=${scalerFlags}${isScaledAlone ? ':threads=1' : ''};\n${chains.join(';\n')}`,
  }
}

function filterText({ name, options }: Filter): string {
  const pairs = Object.entries(options).map(([key, value]) => `${key}=${escapeOption(valueText(value))}`)
  return pairs.length === 0 ? name : `${name}=${pairs.join(':')}`
}

const valueText = (value: string | number): string => (typeof value === 'number' ? decimal(value) : value)

/** Never with an exponent: ffmpeg takes the e of 1e-7 for exa, and more. */
export function decimal(value: number): string {
  assert(Number.isFinite(value), 'a number in a filter graph is finite')
  if (Number.isInteger(value)) return String(value)
  return value.toFixed(9).replace(/\.?0+$/, '')
}

/** Twice: once for the list of options, once more for the graph round it. */
export function escapeOption(value: string): string {
  return value.replace(/[\\':]/g, '\\$&').replace(/[\\'[\],;]/g, '\\$&')
}
