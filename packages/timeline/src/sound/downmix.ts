import type { AudioFacts } from '@framewright/schemas'

/** What the left and the right side get of each channel of a source, in the order of its channels. */
export interface Downmix {
  readonly left: readonly number[]
  readonly right: readonly number[]
}

/** 3 dB less: half the power. */
const minus3 = 0.707106781

/**
 * ITU-R BS.775-4, annex 4, table 2: the front as it is, the centre and what is behind 3 dB lower on their side, nothing
 * of the low effects. It is not made lower for the sake of peaks: a voice in the centre is as loud as it was.
 */
const shares: Readonly<Record<string, readonly [left: number, right: number]>> = {
  FL: [1, 0],
  FR: [0, 1],
  FC: [minus3, minus3],
  LFE: [0, 0],
  LFE2: [0, 0],
  BL: [minus3, 0],
  BR: [0, minus3],
  SL: [minus3, 0],
  SR: [0, minus3],
  // One behind is shared by both sides.
  BC: [0.5, 0.5],
  FLC: [1, 0],
  FRC: [0, 1],
  WL: [1, 0],
  WR: [0, 1],
  TFL: [minus3, 0],
  TFR: [0, minus3],
  TFC: [0.5, 0.5],
  TC: [0.5, 0.5],
  TBL: [minus3, 0],
  TBR: [0, minus3],
  TBC: [0.5, 0.5],
  DL: [1, 0],
  DR: [0, 1],
}

/** ffmpeg's names for layouts, and their channels in their order. */
const layouts: Readonly<Record<string, string>> = {
  '2.1': 'FL FR LFE',
  '3.0': 'FL FR FC',
  '3.0(back)': 'FL FR BC',
  '4.0': 'FL FR FC BC',
  quad: 'FL FR BL BR',
  'quad(side)': 'FL FR SL SR',
  '3.1': 'FL FR FC LFE',
  '5.0': 'FL FR FC BL BR',
  '5.0(side)': 'FL FR FC SL SR',
  '4.1': 'FL FR FC LFE BC',
  '5.1': 'FL FR FC LFE BL BR',
  '5.1(side)': 'FL FR FC LFE SL SR',
  '6.0': 'FL FR FC BC SL SR',
  '6.0(front)': 'FL FR FLC FRC SL SR',
  hexagonal: 'FL FR FC BL BR BC',
  '6.1': 'FL FR FC LFE BC SL SR',
  '6.1(back)': 'FL FR FC LFE BL BR BC',
  '6.1(front)': 'FL FR LFE FLC FRC SL SR',
  '7.0': 'FL FR FC BL BR SL SR',
  '7.0(front)': 'FL FR FC FLC FRC SL SR',
  '7.1': 'FL FR FC LFE BL BR SL SR',
  '7.1(wide)': 'FL FR FC LFE BL BR FLC FRC',
  '7.1(wide-side)': 'FL FR FC LFE FLC FRC SL SR',
  '7.1(top)': 'FL FR FC LFE BL BR TFL TFR',
  octagonal: 'FL FR FC BL BR BC SL SR',
}

/** What a file means that says how many there are, and no more. */
const usualLayouts: Readonly<Record<number, string>> = {
  3: '3.0',
  4: '4.0',
  5: '5.0',
  6: '5.1',
  7: '6.1',
  8: '7.1',
}

/**
 * How a sound becomes stereo; null where it is stereo, or one channel, already, and undefined where nobody can tell which
 * channel belongs where.
 */
export function downmixOf({ channels, channelLayout }: AudioFacts): Downmix | null | undefined {
  const isUnknown = channelLayout === undefined || channelLayout === 'unknown'
  if (channels === 1 || (channels === 2 && (isUnknown || channelLayout === 'downmix'))) return null
  const layout = isUnknown ? usualLayouts[channels] : channelLayout
  // A layout without a name is said as "5 channels (FL+FR+FC+LFE+BL)".
  const listed = /\(([A-Z0-9]+(\+[A-Z0-9]+)*)\)$/.exec(layout ?? '')?.[1]?.split('+')
  const places = (layouts[layout ?? '']?.split(' ') ?? listed)?.map((name) => shares[name])
  if (places?.length !== channels) return undefined
  const known = places.filter((place) => place !== undefined)
  if (known.length !== channels) return undefined
  return { left: known.map(([left]) => left), right: known.map(([, right]) => right) }
}
