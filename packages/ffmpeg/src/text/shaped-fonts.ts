import { dirname } from 'node:path'
import { clustersOf, familyOf, heightOf, isNoto, type Font, type TextPicture } from '@framewright/timeline'
import type { Graph } from '../filter-syntax.ts'

/** Whether it is drawn in copies of its fonts, letter by letter in the one that the plan says. */
export const isShaped = ({ font, otherFonts }: TextPicture): boolean =>
  otherFonts !== undefined || isNoto(font)

/** What a script calls the font of a text. */
export const familyIn = (clip: TextPicture): ReturnType<typeof familyOf> =>
  isShaped(clip) ? { family: copyName(clip.font, clip.font), weight: 'normal' } : familyOf(clip.font)

/** A copy is as high as the font of its text. */
const copyName = ({ sha256 }: Font, main: Font): string =>
  `fw${sha256.slice(0, 16)}${main.sha256.slice(0, 8)}`

/** A text in pieces of one font each. */
export function fontRuns(
  { font, otherFonts = [] }: TextPicture,
  text: string,
): { readonly family: string; readonly text: string }[] {
  const others = new Map(otherFonts.flatMap((other) => other.clusters.map((one) => [one, other.font])))
  const runs: { family: string; text: string }[] = []
  for (const cluster of clustersOf(text)) {
    const family = copyName(others.get(cluster) ?? font, font)
    const last = runs.at(-1)
    if (last?.family === family) last.text += cluster
    else runs.push({ family, text: cluster })
  }
  return runs
}

/** The folder with the fonts of a text, and with no others: what draws it takes all that it finds there. */
export function fontFolder(graph: Graph, { font, otherFonts = [] }: TextPicture): string {
  const fonts = [font, ...otherFonts.map((other) => other.font)]
  const folder = fonts.map(({ sha256 }) => sha256.slice(0, 8)).join('-')
  const [path = ''] = fonts.map((of) => {
    const family = copyName(of, font)
    return graph.file(`fonts/${folder}/${family}.ttf`, () => ({
      font: { of, family, ...(of === font ? {} : { height: heightOf(font) }) },
    }))
  })
  return dirname(path)
}
