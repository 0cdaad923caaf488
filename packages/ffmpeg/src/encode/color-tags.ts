import type { PlannedPicture, PlannedHdr } from '@framewright/timeline'

/** In the names of ffmpeg. */
export const transferTags: Readonly<Record<PlannedHdr['transfer'], string>> = {
  pq: 'smpte2084',
  hlg: 'arib-std-b67',
}

/** What a picture says of its colours; the names are those of `setparams`. */
export function colorTags(video: PlannedPicture['video']) {
  if (!('hdr' in video) || video.hdr === undefined)
    return { color_primaries: 'bt709', color_trc: 'bt709', colorspace: 'bt709' } as const
  return {
    ...{ color_primaries: 'bt2020', color_trc: transferTags[video.hdr.transfer] },
    colorspace: 'bt2020nc',
  }
}
