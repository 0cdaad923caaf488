import { RequestRefused } from './problem.ts'

/** The class of a render: that of its presets, unless the request asks for a later one, or may ask for a sooner one. */
export function grantedClass(
  asked: { readonly class: number | null; readonly maySkipAhead: boolean },
  ofPresets: number,
): number {
  if (asked.class === null) return ofPresets
  if (asked.class >= ofPresets || asked.maySkipAhead) return asked.class
  throw new RequestRefused(
    'FORBIDDEN',
    `Classes sooner than ${ofPresets}, that of its presets, are for operators.`,
    {
      details: [
        {
          pointer: '/query/class',
          code: 'CLASS_TOO_SOON',
          message: `${asked.class} is sooner than ${ofPresets}`,
          remedy: `Leave it out, or use ${ofPresets} to 9.`,
        },
      ],
    },
  )
}
