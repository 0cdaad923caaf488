/** Loudness and true peak of 48 kHz stereo, by the text of ITU-R BS.1770-4. */
type Coefficients = readonly [number, number, number, number, number]

/** Annex 1, tables 1 and 2: b0, b1, b2, a1, a2. */
const head: Coefficients = [
  ...([1.53512485958697, -2.69169618940638, 1.19839281085285] as const),
  ...([-1.69065929318241, 0.73248077421585] as const),
]
const highPass: Coefficients = [1, -2, 1, -1.99004745483398, 0.99007225036621]

function filtered(samples: Float64Array, [b0, b1, b2, a1, a2]: Coefficients): Float64Array {
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  return samples.map((x) => {
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
    ;[x1, x2, y1, y2] = [x, x1, y, y1]
    return y
  })
}

const block = 19_200
const hop = block / 4

/** In LUFS: blocks of 400 ms, those below -70 left out, and then those 10 below the rest. */
export function integratedLufs(channels: readonly Float32Array[]): number {
  const weighted = channels.map((samples) => filtered(filtered(Float64Array.from(samples), head), highPass))
  const length = weighted[0]?.length ?? 0
  const powers: number[] = []
  for (let start = 0; start + block <= length; start += hop) {
    const part = weighted.map((samples) => samples.subarray(start, start + block))
    powers.push(part.reduce((sum, one) => sum + one.reduce((square, y) => square + y * y, 0) / block, 0))
  }
  const lufs = (power: number) => -0.691 + 10 * Math.log10(power)
  const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length
  const heard = powers.filter((power) => lufs(power) > -70)
  const gate = lufs(mean(heard)) - 10
  return lufs(mean(heard.filter((power) => lufs(power) > gate)))
}

/** Taps on each side of a point between samples. */
const reach = 24

/** In dBTP, at four times the rate: a sinc under a Hann window. */
export function truePeakDb(channels: readonly Float32Array[]): number {
  let peak = 0
  for (const samples of channels) {
    for (const phase of [0, 0.25, 0.5, 0.75]) {
      const taps = Array.from({ length: 2 * reach }, (_, at) => {
        const distance = at - reach + 1 - phase
        const sinc = distance === 0 ? 1 : Math.sin(Math.PI * distance) / (Math.PI * distance)
        return sinc * Math.cos((Math.PI * distance) / (2 * reach)) ** 2
      })
      for (let at = reach; at < samples.length - reach; at++) {
        let sum = 0
        for (let tap = 0; tap < taps.length; tap++)
          sum += (taps[tap] ?? 0) * (samples[at - reach + 1 + tap] ?? 0)
        peak = Math.max(peak, Math.abs(sum))
      }
    }
  }
  return 20 * Math.log10(peak)
}
