import type { ExpectedOutput } from '@framewright/timeline'
import type { ProbedFile } from './ffprobe.ts'

/** Each track of captions as it should be, and no other. */
export function captionComplaints({ streams = [] }: ProbedFile, expected: ExpectedOutput): string[] {
  const wanted = 'captions' in expected ? (expected.captions ?? []) : []
  const found = streams
    .filter((stream) => stream.codec_type === 'subtitle')
    .map(({ codec_name: codec, tags, disposition }) =>
      described(codec ?? 'unknown', tags?.['language'] ?? 'und', disposition?.['default'] === 1),
    )
  const planned = wanted.map(({ codec, language, isDefault }) => described(codec, language, isDefault))
  if (found.join() === planned.join()) return []
  return [`captions: ${found.join(', ') || 'none'} instead of ${planned.join(', ') || 'none'}`]
}

const described = (codec: string, language: string, isDefault: boolean): string =>
  `${codec} in ${language}${isDefault ? ', the default' : ''}`
