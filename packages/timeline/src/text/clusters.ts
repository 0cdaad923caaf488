/**
 * What is drawn as one: a letter with its marks, two letters that make a flag, and what is joined to one picture, such as
 * a family of emoji. The rules are our own: tables of Unicode differ between versions of Node.
 */
const cluster =
  /(?:[\u{1f1e6}-\u{1f1ff}]{2}|.)(?:\p{M}|\u200c|[\u{1f3fb}-\u{1f3ff}]|[\u{e0020}-\u{e007f}]|\u200d.?)*/gsu

export const clustersOf = (text: string): string[] => text.match(cluster) ?? []

/** What shapes others and is not drawn: whether a font has it does not matter. */
const isSilent =
  /\u00ad|\u034f|\u061c|[\u200b-\u200f]|[\u202a-\u202e]|[\u2060-\u206f]|[\ufe00-\ufe0f]|\ufeff|[\u{e0020}-\u{e007f}]/u

/** The characters that a font has to have for it. */
export const drawnIn = (cluster: string): string[] =>
  [...cluster].filter((character) => !isSilent.test(character))

const firstPicture = 0x1f000
const firstHan = 0x20000

/** Meant as a picture: of the planes of pictures, or said to be one. A digit in a key is not: no picture is made of it. */
export function isEmoji(cluster: string): boolean {
  const first = cluster.codePointAt(0) ?? 0
  if (first >= firstPicture && first < firstHan) return !cluster.includes('\ufe0e')
  return cluster.includes('\ufe0f') && !cluster.includes('\u20e3')
}
