import type { AudioFacts, VideoFacts } from '@framewright/schemas'
import type { ProbedFile, ProbedStream } from './ffprobe.ts'
import type { FirstFrame } from './first-frame.ts'

type Place = Pick<VideoFacts, 'stream' | 'startSeconds'>

/** Where a stream is in its file; nothing that is 0. */
export function placeOf(stream: ProbedStream, { streams = [], format }: ProbedFile): Place {
  const alike = streams.filter(({ codec_type: type }) => type === stream.codec_type)
  const at = alike.findIndex(({ index }) => index === stream.index)
  const start = Number(stream.start_time) - Number(format?.start_time)
  const microseconds = Number.isFinite(start) ? Math.round(start * 1_000_000) : 0
  return {
    ...(at > 0 ? { stream: at } : {}),
    ...(microseconds > 0 ? { startSeconds: microseconds / 1_000_000 } : {}),
  }
}

type ColorFacts = Pick<VideoFacts, 'colorPrimaries' | 'colorTransfer'>

export function colorFactsOf({
  color_primaries: primaries,
  color_transfer: transfer,
}: ProbedStream): ColorFacts {
  const isSaid = (tag: string | undefined): tag is string => tag !== undefined && tag !== 'unknown'
  return {
    ...(isSaid(primaries) ? { colorPrimaries: primaries } : {}),
    ...(isSaid(transfer) ? { colorTransfer: transfer } : {}),
  }
}

const longestTitle = 100
/** Of one or two channels there is nothing to tell. */
const plainLayouts = ['mono', 'stereo', '1 channels', 'unknown']

export function soundFactsOf({
  channel_layout: channelLayout,
  tags = {},
}: ProbedStream): Pick<AudioFacts, 'channelLayout' | 'language' | 'title'> {
  const tag = (name: string) => Object.entries(tags).find(([key]) => key.toLowerCase() === name)?.[1]
  // "und" is what MP4 says of all that has none.
  const language = /^(?!und\b)[a-z]{2,3}(?![a-z])/.exec(tag('language')?.toLowerCase() ?? '')?.[0]
  const title = tag('title')?.slice(0, longestTitle)
  return {
    ...(channelLayout === undefined || plainLayouts.includes(channelLayout) ? {} : { channelLayout }),
    ...(language === undefined ? {} : { language }),
    ...(title ? { title } : {}),
  }
}

const fieldOrders = ['tt', 'bb', 'tb', 'bt']
/** The smallest picture that can be told apart into lines and put together again. */
const least = { width: 3, height: 4 }

/** By its header, or by its first frame: DV says nothing in the header of an AVI. */
export function isInterlaced(
  { field_order: order = '', width = 0, height = 0 }: ProbedStream,
  frame: FirstFrame | null,
): boolean {
  const isSaid = fieldOrders.includes(order) || frame?.interlaced_frame === 1
  return isSaid && width >= least.width && height >= least.height
}
