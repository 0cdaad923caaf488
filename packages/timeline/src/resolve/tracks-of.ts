import type { AudioTrack, Edit, VideoTrack } from '@framewright/schemas'

type Track = VideoTrack | AudioTrack
type Clip = Track['clips'][number]

/** All tracks of an edit, with those of its compositions. */
export function tracksOf(edit: Edit): { readonly pointer: string; readonly track: Track }[] {
  const own = (tracks: readonly Track[], base: string) =>
    tracks.map((track, at) => ({ pointer: `${base}/tracks/${at}`, track }))
  return [
    ...own(edit.tracks, ''),
    ...Object.entries(edit.compositions ?? {}).flatMap(([name, { tracks }]) =>
      own(tracks, `/compositions/${name}`),
    ),
  ]
}

export const clipsOf = (edit: Edit): { readonly pointer: string; readonly clip: Clip }[] =>
  tracksOf(edit).flatMap(({ pointer, track }) =>
    track.clips.map((clip, at) => ({ pointer: `${pointer}/clips/${at}`, clip })),
  )
