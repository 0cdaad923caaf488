import type { PlannedHdr } from '@framewright/timeline'

/** As x265 takes it: chromaticities in 50,000ths, light in 10,000ths of a nit. */
export function x265Hdr(hdr: PlannedHdr | undefined): Record<string, string | number> {
  if (hdr?.transfer !== 'pq') return {}
  const { red, green, blue, white, minLuminance, maxLuminance } = hdr.mastering
  const light = `L(${maxLuminance},${minLuminance})`
  return {
    'master-display': `G(${green.join()})B(${blue.join()})R(${red.join()})WP(${white.join()})${light}`,
    ...(hdr.maxCll === 0 && hdr.maxFall === 0 ? {} : { 'max-cll': `${hdr.maxCll},${hdr.maxFall}` }),
  }
}

/** As SVT-AV1 takes it: in wholes. */
export function svtAv1Hdr(hdr: PlannedHdr | undefined): Record<string, string | number> {
  if (hdr?.transfer !== 'pq') return {}
  const { red, green, blue, white, minLuminance, maxLuminance } = hdr.mastering
  const at = (place: readonly number[]) => place.map((part) => part / 50_000).join()
  const light = `L(${maxLuminance / 10_000},${minLuminance / 10_000})`
  return {
    'mastering-display': `G(${at(green)})B(${at(blue)})R(${at(red)})WP(${at(white)})${light}`,
    ...(hdr.maxCll === 0 && hdr.maxFall === 0 ? {} : { 'content-light': `${hdr.maxCll},${hdr.maxFall}` }),
  }
}
