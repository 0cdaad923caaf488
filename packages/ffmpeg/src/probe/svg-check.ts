/** Bytes of an SVG at most: what is drawn from more is a photo in disguise. */
export const mostSvgBytes = 4 * 1024 * 1024
const mostElements = 50_000

/** Text would be drawn in whatever fonts a machine has; a script is never run, and what an object holds never shown. */
const refusedElements: Readonly<Record<string, string>> = {
  text: 'text, which looks different on each machine: turn it into paths',
  script: 'a script',
  foreignobject: 'a foreignObject',
  iframe: 'an iframe',
}

/** Whether a file is an SVG, judged by its beginning. */
export const looksLikeSvg = (beginning: string): boolean =>
  /^\uFEFF?\s*<(\?xml|!--|!DOCTYPE|([\w.-]+:)?svg[\s>])/.test(beginning) &&
  /<([\w.-]+:)?svg[\s>]/.test(beginning)

/**
 * What of an SVG cannot be drawn here, or would not be the same everywhere; null if nothing. What draws it opens no other
 * file and runs no script by itself: this is to tell the user, and the second fence.
 */
export function complaintOfSvg(text: string): string | null {
  if (/<!ENTITY/i.test(text)) return 'It defines entities of its own.'
  if (/<\?xml-stylesheet/i.test(text) || /@import/i.test(text))
    return 'It takes its styles from another file.'
  const elements = text.match(/<[A-Za-z][\w.-]*(:[\w.-]+)?/g) ?? []
  if (elements.length > mostElements)
    return `It has ${elements.length} elements; ${mostElements} are allowed.`
  for (const element of elements) {
    const name = element.slice(1).split(':').at(-1)?.toLowerCase() ?? ''
    if (refusedElements[name] !== undefined) return `It has ${refusedElements[name]}.`
  }
  const references = [
    ...text.matchAll(/\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi),
    ...text.matchAll(/\burl\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))/gi),
  ].map((found) => (found[1] ?? found[2] ?? found[3] ?? '').trim())
  const foreign = references.find((reference) => !isOwn(reference))
  return foreign === undefined ? null : `It refers to something that is not in it: ${foreign.slice(0, 80)}`
}

const isOwn = (reference: string): boolean =>
  reference.startsWith('#') || /^data:image\/(png|jpeg|jpg|gif|webp);base64,/i.test(reference)
