import { notoEmojiBold } from './font-tables/noto-emoji-bold.ts'
import { notoEmojiRegular } from './font-tables/noto-emoji-regular.ts'
import { notoSansArabicBold } from './font-tables/noto-sans-arabic-bold.ts'
import { notoSansArabicRegular } from './font-tables/noto-sans-arabic-regular.ts'
import { notoSansBold } from './font-tables/noto-sans-bold.ts'
import { notoSansBoldItalic } from './font-tables/noto-sans-bold-italic.ts'
import { notoSansHansRegular } from './font-tables/noto-sans-hans-regular.ts'
import { notoSansHebrewBold } from './font-tables/noto-sans-hebrew-bold.ts'
import { notoSansHebrewRegular } from './font-tables/noto-sans-hebrew-regular.ts'
import { notoSansItalic } from './font-tables/noto-sans-italic.ts'
import { notoSansJPRegular } from './font-tables/noto-sans-jp-regular.ts'
import { notoSansKRRegular } from './font-tables/noto-sans-kr-regular.ts'
import { notoSansMonoRegular } from './font-tables/noto-sans-mono-regular.ts'
import { notoSansRegular } from './font-tables/noto-sans-regular.ts'
import { notoSansThaiBold } from './font-tables/noto-sans-thai-bold.ts'
import { notoSansThaiRegular } from './font-tables/noto-sans-thai-regular.ts'
import { notoSerifBold } from './font-tables/noto-serif-bold.ts'
import { notoSerifBoldItalic } from './font-tables/noto-serif-bold-italic.ts'
import { notoSerifItalic } from './font-tables/noto-serif-italic.ts'
import { notoSerifRegular } from './font-tables/noto-serif-regular.ts'
import type { FontTable } from './font-tables/font-table.ts'

/** One file of Noto: what it is called, and what it can write. */
export interface NotoFace {
  readonly fileName: string
  readonly sha256: string
  readonly table: FontTable
}

interface NotoFaces {
  readonly name: string
  readonly normal: NotoFace
  readonly bold: NotoFace
  readonly italic?: NotoFace
  readonly boldItalic?: NotoFace
}

/**
 * The Noto fonts that come with the product, by what they are for. Of those for Chinese, Japanese and Korean the tables
 * have their own letters alone, and no Latin; those are as broad in bold, so there is one table of each.
 */
export const notoFaces = {
  'noto-sans': {
    name: 'Noto Sans',
    normal: {
      fileName: 'NotoSans-Regular.ttf',
      sha256: 'fe8c022f48d8dd29f17b744d16f9346f4357e16f7d4f7be58b000ae7c291b614',
      table: notoSansRegular,
    },
    bold: {
      fileName: 'NotoSans-Bold.ttf',
      sha256: '13a813c49624ae3ba3c5c6e72c5ebffc4b9e1e6ea32f421c04069b037c6ad431',
      table: notoSansBold,
    },
    italic: {
      fileName: 'NotoSans-Italic.ttf',
      sha256: 'feb3e57888ce3acb604f270c278cfb304c674306518771619ddbdefca42a066b',
      table: notoSansItalic,
    },
    boldItalic: {
      fileName: 'NotoSans-BoldItalic.ttf',
      sha256: '7e34616e092593c340449baf9a259075a054c6419511ccf21ff0d83a1c9dd0d0',
      table: notoSansBoldItalic,
    },
  },
  'noto-serif': {
    name: 'Noto Serif',
    normal: {
      fileName: 'NotoSerif-Regular.ttf',
      sha256: 'a7e8ea1ab7e7d368b001c892d6148325fffc849a46e030e55e1bdc597bbe939d',
      table: notoSerifRegular,
    },
    bold: {
      fileName: 'NotoSerif-Bold.ttf',
      sha256: '1b941681106aae26ead3a24c6f15b51f994b1b26adce8742a37ce96648f0fe0a',
      table: notoSerifBold,
    },
    italic: {
      fileName: 'NotoSerif-Italic.ttf',
      sha256: '15d5f8050fc1f142545e7a26a50bd07a0434eca535d4d98aad9d5e8f03741e43',
      table: notoSerifItalic,
    },
    boldItalic: {
      fileName: 'NotoSerif-BoldItalic.ttf',
      sha256: '2400339667ad2701320aa671e337d1632731e56b397564afe14e981124b899c6',
      table: notoSerifBoldItalic,
    },
  },
  'noto-mono': {
    name: 'Noto Sans Mono',
    normal: {
      fileName: 'NotoSansMono-Regular.ttf',
      sha256: '11b5d661e57865bce89d3f103a654cfa4faf9347abebac252e30742be1e657b2',
      table: notoSansMonoRegular,
    },
    bold: {
      fileName: 'NotoSansMono-Bold.ttf',
      sha256: 'c13b63c28f97181761213a0ba8fdb5d887c6d3855098937907c76b3b6efc1566',
      table: notoSansMonoRegular,
    },
  },
  arabic: {
    name: 'Noto Sans Arabic',
    normal: {
      fileName: 'NotoSansArabic-Regular.ttf',
      sha256: '252629ca0e87b6233851249b8cbf7b43445211a8caf199f1b306a19202251508',
      table: notoSansArabicRegular,
    },
    bold: {
      fileName: 'NotoSansArabic-Bold.ttf',
      sha256: 'a86a704ff8b315082f4859b04c2f8f746f4cefb14553ef10505f143e0d4829d3',
      table: notoSansArabicBold,
    },
  },
  hebrew: {
    name: 'Noto Sans Hebrew',
    normal: {
      fileName: 'NotoSansHebrew-Regular.ttf',
      sha256: 'e0ee753f09733337b9236221018d4bf71fd6d06c87dd76bbc83120514bc55911',
      table: notoSansHebrewRegular,
    },
    bold: {
      fileName: 'NotoSansHebrew-Bold.ttf',
      sha256: '8010b087f33f152e25aef020e68cb5568d6f8deebb6dde8f60d655196e59ebde',
      table: notoSansHebrewBold,
    },
  },
  thai: {
    name: 'Noto Sans Thai',
    normal: {
      fileName: 'NotoSansThai-Regular.ttf',
      sha256: '9acb585d8662ca4ed1b1cf5889dfa1393f8555103b3986e1ea1e3af4faef70bd',
      table: notoSansThaiRegular,
    },
    bold: {
      fileName: 'NotoSansThai-Bold.ttf',
      sha256: '0be544f347b3ab6382bdc2b555a783727a4858a3dc140670406924670967d916',
      table: notoSansThaiBold,
    },
  },
  japanese: {
    name: 'Noto Sans JP',
    normal: {
      fileName: 'NotoSansJP-Regular.otf',
      sha256: 'dcc75e20d91d09c793fa5a97c9c7678e8b580d0fc255314cbc45c08b075f46f1',
      table: notoSansJPRegular,
    },
    bold: {
      fileName: 'NotoSansJP-Bold.otf',
      sha256: 'f9dccc1ed9cf1c6c431cf7b29d884ae745f1db6477bf00503a3714f627599f40',
      table: notoSansJPRegular,
    },
  },
  chinese: {
    name: 'Noto Sans SC',
    normal: {
      fileName: 'NotoSansHans-Regular.otf',
      sha256: '7db3c634bbd0301b3082a80ffcac2f422e8ef9ce0730f8b279c3e8f756598f68',
      table: notoSansHansRegular,
    },
    bold: {
      fileName: 'NotoSansHans-Bold.otf',
      sha256: '9e7729ef993ca4c647882f798644f4bbf6da69bd822eac593fc68717dd6c8e2a',
      table: notoSansHansRegular,
    },
  },
  korean: {
    name: 'Noto Sans KR',
    normal: {
      fileName: 'NotoSansKR-Regular.otf',
      sha256: 'ff59f91fe8d6e6246f548bb67bf371810af3d5cc53b65e8680461fabd043b506',
      table: notoSansKRRegular,
    },
    bold: {
      fileName: 'NotoSansKR-Bold.otf',
      sha256: '4c42058a372749625eeda2dc8c2e54716abd197eeae8249c877cec6ca188c729',
      table: notoSansKRRegular,
    },
  },
  emoji: {
    name: 'Noto Emoji',
    normal: {
      fileName: 'NotoEmoji-Regular.ttf',
      sha256: '24aaa2a20c9c06ffe9bf04284bfd1f14376a329d10122f902abe2770817eb504',
      table: notoEmojiRegular,
    },
    bold: {
      fileName: 'NotoEmoji-Bold.ttf',
      sha256: '4a3232c18f9c6312d34eb5b3ddc670c2060ff15f42d584c8aca331b6205c6ad9',
      table: notoEmojiBold,
    },
  },
} as const satisfies Readonly<Record<string, NotoFaces>>
