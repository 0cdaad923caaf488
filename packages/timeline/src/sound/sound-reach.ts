import { frameLocal, type Reach } from '../reach.ts'

/** How far what can be said of a sound reaches in time. All sound is made in one run, whole. */
export const soundReach: Readonly<
  Record<'gainDb' | 'channels' | 'balance' | 'fadeCurve' | 'ducking' | 'loudness', Reach>
> = {
  gainDb: frameLocal,
  channels: frameLocal,
  balance: frameLocal,
  fadeCurve: frameLocal,
  // How far music is down depends on when the voice was last heard, and will be heard.
  ducking: { kind: 'span' },
  // The whole film is measured first.
  loudness: { kind: 'span' },
}
