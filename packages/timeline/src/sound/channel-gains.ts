import type { AudioClip } from '@framewright/schemas'

/** What each side gets: of the left and of the right for the left one, then of the left and of the right for the right one. */
export type ChannelGains = readonly [number, number, number, number]

const routes: Readonly<Record<NonNullable<AudioClip['channels']>, ChannelGains>> = {
  stereo: [1, 0, 0, 1],
  left: [1, 0, 1, 0],
  right: [0, 1, 0, 1],
  swap: [0, 1, 1, 0],
  mono: [0.5, 0.5, 0.5, 0.5],
}

/** There only where it is not as it comes. */
export function channelGains({ channels = 'stereo', balance = 0 }: Pick<AudioClip, 'channels' | 'balance'>): {
  readonly channelGains?: ChannelGains
} {
  if (channels === 'stereo' && balance === 0) return {}
  const [leftOfLeft, leftOfRight, rightOfLeft, rightOfRight] = routes[channels]
  const left = Math.min(1, 1 - balance)
  const right = Math.min(1, 1 + balance)
  return { channelGains: [left * leftOfLeft, left * leftOfRight, right * rightOfLeft, right * rightOfRight] }
}
