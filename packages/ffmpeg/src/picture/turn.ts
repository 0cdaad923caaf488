import { directionOf, type Varying } from '@framewright/timeline'
import { signed } from './curve-expression.ts'

/** Of Taylor's series, up to half a turn to either side: what is left out is below 1e-10. */
const sineTerms = [6, 20, 42, 72, 110, 156, 210, 272, 342, 420, 506]
const cosineTerms = [2, 12, 30, 56, 90, 132, 182, 240, 306, 380, 462]
const fullTurn = 6.283185307179586

/** Expressions for the sine and the cosine of degrees; `before` has to be evaluated first, and takes variables 0 to 2. */
export function turnOf(
  degrees: Varying,
  expressionOf: (curve: Varying) => string,
): { readonly before: string; readonly sine: string; readonly cosine: string } {
  if (typeof degrees === 'number') {
    // Clockwise from the top, with y downwards.
    const { x, y } = directionOf(degrees)
    return { before: '', sine: signed(x), cosine: signed(-y) }
  }
  const series = (terms: readonly number[]) =>
    terms.reduceRight((rest, term) => `(1-ld(1)/${term}*${rest})`, '1')
  const before = [
    `st(0,${expressionOf(degrees)}/360)`,
    `st(0,(ld(0)-floor(ld(0)+0.5))*${fullTurn})`,
    'st(1,ld(0)*ld(0))',
    `st(2,${series(cosineTerms)})`,
    `st(0,ld(0)*${series(sineTerms)})`,
    '',
  ]
  return { before: before.join(';'), sine: 'ld(0)', cosine: 'ld(2)' }
}
