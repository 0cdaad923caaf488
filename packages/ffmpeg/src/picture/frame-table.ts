/** So many whole numbers of a table are one number that is exact in a double, with room for the rounding of a quotient. */
const mostPacked = 2 ** 50

/**
 * A whole number for each frame, as an expression of ffmpeg's, in variables 0 and 1. Some filters read an expression anew for each
 * frame, so it is kept short: a few numbers after the other are the digits of one, and which one it is, is found by halves.
 * Quotients are floored where they are exact enough to be (below 2^50), so it has the same bits on every machine.
 *
 * @param counter what ffmpeg calls the number of a frame
 * @param first   what that is for the first of them; before and after, it is as at either end
 */
export function frameTable(values: readonly number[], counter: string, first: number): string {
  const least = Math.min(...values)
  const base = Math.max(...values) - least + 1
  if (base <= 1 || values.length === 0) return String(values[0] ?? 0)
  const powers = [1]
  while ((powers.at(-1) ?? 0) * base * base <= mostPacked) powers.push((powers.at(-1) ?? 0) * base)
  const perNumber = powers.length
  const packed = Array.from({ length: Math.ceil(values.length / perNumber) }, (_, at) =>
    powers.reduce((sum, power, digit) => {
      const value = values[at * perNumber + digit] ?? least
      return sum + (value - least) * power
    }, 0),
  )
  const found = (from: number, to: number): string => {
    if (to - from === 1) return String(packed[from])
    const middle = Math.floor((from + to) / 2)
    return `if(lt(ld(1),${middle}),${found(from, middle)},${found(middle, to)})`
  }
  const divisor = powers
    .slice(1)
    .reduceRight((rest, power, at) => `if(eq(ld(0),${at + 1}),${power},${rest})`, '1')
  return [
    `st(0,clip(${counter}-${first},0,${values.length - 1}))`,
    `st(1,floor(ld(0)/${perNumber}))`,
    `st(0,ld(0)-${perNumber}*ld(1))`,
    `mod(floor(${found(0, packed.length)}/${divisor}),${base})+${least}`,
  ].join(';')
}
