/** A number with a name, on each frame. */
export interface KeyedNumber {
  readonly key: string
  readonly values: Float64Array
}

/** Numbers that are the same for so many frames. */
export interface KeyedStep {
  readonly frameCount: number
  readonly values: readonly (readonly [key: string, value: number])[]
}

/** Each in so many parts of its range. */
export function stepsIn(numbers: readonly KeyedNumber[], frameCount: number, parts: number): KeyedStep[] {
  const rounded = numbers.map(({ key, values }) => ({ key, valueAt: roundedTo(values, parts) }))
  const steps: { frameCount: number; values: KeyedStep['values'] }[] = []
  for (let frame = 0; frame < Math.max(1, frameCount); frame++) {
    const values = rounded.map(({ key, valueAt }) => [key, valueAt(frame)] as const)
    const last = steps.at(-1)
    const isSame = last?.values.every(([, value], at) => value === values[at]?.[1]) ?? false
    if (last !== undefined && isSame) last.frameCount += 1
    else steps.push({ frameCount: 1, values })
  }
  return steps
}

function roundedTo(values: Float64Array, parts: number): (frame: number) => number {
  const { least, most } = rangeOf(values)
  const part = (most - least) / parts
  if (part === 0 || !Number.isFinite(parts)) return (frame) => values[frame] ?? 0
  return (frame) => {
    const value = least + Math.round(((values[frame] ?? 0) - least) / part) * part
    return Number(value.toFixed(6))
  }
}

/** Of a film of hours: too many to be arguments of a call. */
export const rangeOf = (values: Float64Array): { least: number; most: number } => ({
  least: values.reduce((least, value) => Math.min(least, value), Infinity),
  most: values.reduce((most, value) => Math.max(most, value), -Infinity),
})

/** So many frames of steps from one on. */
export function cutSteps<S extends { readonly frameCount: number }>(
  steps: readonly S[],
  firstFrame: number,
  frameCount: number,
): S[] {
  let start = 0
  return steps.flatMap((step) => {
    const from = Math.max(start, firstFrame)
    const to = Math.min((start += step.frameCount), firstFrame + frameCount)
    return to > from ? [{ ...step, frameCount: to - from }] : []
  })
}
