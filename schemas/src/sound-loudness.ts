import { Type, type Static } from 'typebox'
import { Nullable, Strict } from './strict.ts'

/** What the sound of a finished file was measured to be, by ITU-R BS.1770 and EBU R 128. */
export const MeasuredLoudness = Strict(
  {
    integratedLufs: Nullable(
      Type.Number({ description: 'Of the whole file; null: it is silent, or shorter than 0.4 s' }),
    ),
    truePeakDbtp: Nullable(
      Type.Number({ description: 'Of the highest peak, also between the samples; null: it is silent' }),
    ),
    rangeLu: Type.Number({ minimum: 0, description: 'Loudness range (EBU Tech 3342)' }),
  },
  { description: 'The loudness of its sound, measured on the finished file; there where it has sound' },
)
export type MeasuredLoudness = Static<typeof MeasuredLoudness>
