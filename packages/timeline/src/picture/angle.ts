/**
 * The direction of an angle, clockwise from the top as a clock has it: to the right is x, down is y. By the series of
 * sine and cosine, within half a right angle of zero, where nine terms are exact: `Math.sin` may differ between machines.
 */
export function directionOf(degrees: number): { readonly x: number; readonly y: number } {
  const quarters = Math.round(degrees / 90)
  const rest = ((degrees - 90 * quarters) * Math.PI) / 180
  const [sine, cosine] = [series(rest, 1), series(rest, 0)]
  const turned = [
    [sine, -cosine],
    [cosine, sine],
    [-sine, cosine],
    [-cosine, -sine],
  ] as const
  const [x, y] = turned[(((quarters % 4) + 4) % 4) as 0 | 1 | 2 | 3]
  return { x, y }
}

const terms = 9

/** Of the odd powers the sine, of the even ones the cosine. */
function series(angle: number, firstPower: 0 | 1): number {
  let term = firstPower === 1 ? angle : 1
  let sum = term
  for (let power = firstPower + 2; power < firstPower + 2 * terms; power += 2) {
    term = (-term * angle * angle) / (power * (power - 1))
    sum += term
  }
  return sum
}
