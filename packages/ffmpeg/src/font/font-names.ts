import { damaged, tableOf, type Sfnt } from './sfnt.ts'

const longestName = 100

/** How a font calls itself: the family and style of programs that know more than four of them, else of those that do not. */
export function namesOf(font: Sfnt): { readonly family: string; readonly style: string } {
  const table = tableOf(font, 'name', 6)
  const [count, texts] = [table.readUInt16BE(2), table.readUInt16BE(4)]
  if (table.length < 6 + 12 * count) throw damaged('its table "name"')
  const names = new Map<number, string>()
  for (let at = 6; at < 6 + 12 * count; at += 12) {
    const [platform, , language, name, length, offset] = [0, 2, 4, 6, 8, 10].map((word) =>
      table.readUInt16BE(at + word),
    ) as [number, number, number, number, number, number]
    const bytes = table.subarray(texts + offset, texts + offset + length)
    // Windows' English is what everybody has; what is met first stands in for it.
    const isEnglish = platform === 3 && language === 0x409
    if (isEnglish || !names.has(name))
      names.set(name, shown(platform === 1 ? bytes.toString('latin1') : utf16(bytes)))
  }
  return {
    family: names.get(16) || names.get(1) || 'Unnamed',
    style: names.get(17) || names.get(2) || 'Regular',
  }
}

const utf16 = (bytes: Buffer): string =>
  Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le')

const shown = (name: string): string => [...name.replace(/\p{C}/gu, '').trim()].slice(0, longestName).join('')
