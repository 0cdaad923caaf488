import type { PictureClip, Sheet, Shot } from './sheets.ts'

/** Texts over a film; `font` is an asset. */
export const textSheet = (over: (clip: PictureClip) => Shot['tracks'], font: string): Sheet => ({
  ...{ name: 'text', title: 'Text' },
  shots: [
    {
      ...{ label: 'sans, shadow', atSeconds: 0.5 },
      tracks: over({ ...title, shadow: { color: '#000000c0', x: 3, y: 3 } }),
    },
    {
      ...{ label: 'serif bold, stroke', atSeconds: 0.5 },
      tracks: over({ ...title, font: 'serif', weight: 'bold', stroke: { color: '#203040', width: 3 } }),
    },
    {
      ...{ label: 'mono, box', atSeconds: 0.5 },
      tracks: over({ ...title, font: 'mono', size: 24, box: { color: '#c02020d0', padding: 10 } }),
    },
    {
      ...{ label: 'noto-serif italic, and what it sends for', atSeconds: 0.5 },
      tracks: over({
        ...{ ...title, size: 22, font: 'noto-serif', style: 'italic' },
        text: 'Hello, שלום 👋\n你好 สวัสดี',
      }),
    },
    {
      ...{ label: 'signs, an arrow, keycaps', atSeconds: 0.5 },
      tracks: over({ ...title, size: 22, text: '→ ★ 1️⃣ 😀 नमस्ते\nمرحبا 한국어' }),
    },
    {
      ...{ label: 'align left', atSeconds: 0.5 },
      tracks: over({
        ...title,
        size: 24,
        text: 'Two lines\nof text',
        align: 'left',
        position: { x: 0.1, y: 0.4 },
      }),
    },
    {
      ...{ label: 'broken to a maxWidth of 0.6', atSeconds: 0.5 },
      tracks: over({
        ...{ ...title, size: 20, text: 'Text that is broken to be no broader than a part of the canvas' },
        ...{ maxWidth: 0.6, verticalAlign: 'top', position: { x: 0.5, y: 0.08 } },
      }),
    },
    {
      ...{ label: 'typewriter, half way', atSeconds: 0.5 },
      tracks: over({ ...title, animateIn: { type: 'typewriter', duration: 1 } }),
    },
    {
      ...{ label: 'captions with an active word', atSeconds: 0.5 },
      tracks: over({
        type: 'captions',
        words: ['Every', 'word', 'is', 'lit', 'when', 'it', 'is', 'spoken'].map((text, n) => {
          return { text, start: n / 8, end: (n + 1) / 8 }
        }),
        ...{ size: 26, weight: 'bold', stroke: { color: '#000000', width: 3 }, maxWidth: 0.8 },
        activeWord: { color: '#ffe000', box: { color: '#c02020', padding: 4 } },
      }),
    },
    {
      ...{ label: 'a font of an asset', atSeconds: 0.5 },
      tracks: over({ ...title, font: { asset: font } }),
    },
  ],
})

export const title = {
  type: 'text',
  text: 'Framewright',
  duration: 1,
  size: 34,
  position: { x: 0.5, y: 0.4 },
} as const
