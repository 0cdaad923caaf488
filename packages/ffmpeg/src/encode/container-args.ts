import type { PlannedOutput } from '@framewright/timeline'

type Container = PlannedOutput['container']

/** Where ffmpeg calls it by another name. `image2pipe` writes one picture, and finds no pattern in the path. */
const muxers: Readonly<Partial<Record<Container, string>>> = {
  m4a: 'ipod',
  png: 'image2pipe',
  jpg: 'image2pipe',
  sprite: 'image2',
  stream: 'mp4',
}

/** Of a finished file: no clock, no versions, no texts of the sources. */
export function containerArgs({ container }: { readonly container: Container }): string[] {
  return [
    ['-map_metadata', '-1'],
    ['-map_chapters', '-1'],
    ['-fflags', '+bitexact'],
    ownArgs(container),
    ['-f', muxers[container] ?? container],
  ].flat()
}

function ownArgs(container: Container): string[] {
  switch (container) {
    // WebM would say of its only picture and sound that they are not the default ones.
    case 'webm':
      return ['-default_mode', 'infer']
    // The index in front, so that it plays at once.
    case 'mp4':
    case 'mov':
      return ['-movflags', '+faststart']
    // And a clock of samples: with its usual one of milliseconds the end of the sound would be rounded.
    case 'm4a':
      return ['-movflags', '+faststart', '-movie_timescale', '48000']
    // Again and again.
    case 'gif':
      return ['-loop', '0']
    case 'wav':
    case 'mp3':
    case 'png':
    case 'jpg':
    case 'sprite':
    case 'stream':
    case 'srt':
    case 'vtt':
      return []
  }
}
