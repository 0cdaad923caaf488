import type { Varying } from '@framewright/timeline'
import { decimal } from '../filter-syntax.ts'

/**
 * The value of a curve as an expression of ffmpeg's, which finds its chord by halves. It is + - * / alone, so it has the
 * same bits on every machine.
 *
 * @param counter what ffmpeg calls the number of a frame
 * @param first   what that is for frame 0 of the curve
 */
export function curveExpression(curve: Varying, counter: 'N' | 'on', first: number): string {
  if (typeof curve === 'number') return signed(curve)
  const chordsFrom = (from: number, to: number): string => {
    const [start, end] = [curve[from], curve[from + 1]]
    if (start === undefined || end === undefined) return signed(start?.[1] ?? 0)
    if (to - from > 1) {
      const middle = Math.floor((from + to) / 2)
      const frame = (curve[middle]?.[0] ?? 0) + first
      return `if(lt(${counter},${frame}),${chordsFrom(from, middle)},${chordsFrom(middle, to)})`
    }
    const rise = end[1] - start[1]
    if (rise === 0) return signed(start[1])
    return `(${decimal(start[1])}+(${counter}${minus(start[0] + first)})*${signed(rise)}/${end[0] - start[0]})`
  }
  return chordsFrom(0, curve.length - 1)
}

const minus = (count: number): string => (count < 0 ? `+${-count}` : `-${count}`)

/** In brackets, so that a minus may stand before it. */
export const signed = (value: number): string => `(${decimal(value)})`
