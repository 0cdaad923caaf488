/**
 * By which factor the last frames of a chunk get more bits than x264 would give them, from the end backwards. x264 packs a frame
 * the harder the less is seen that is made of it. In a film that goes on it looks beyond key frames for that, so that nothing is
 * seen to jump at one; at the end of a chunk there is nothing to look at. Counted in frames, as its lookahead is.
 * Bunny at 320x180, `-crf 20`, three borders: the six frames before one had 2.3 dB less than in one piece, and 0.1 less with these.
 */
const steps = [
  { frames: 2, factor: 1.8 },
  { frames: 4, factor: 1.4 },
  { frames: 6, factor: 1.2 },
  { frames: 12, factor: 1.1 },
] as const

/** As libx264 has it: `FIRST,LAST,b=FACTOR` for each span of frames, in order. */
export function zonesBefore(frameCount: number): string {
  let end = frameCount
  const zones: string[] = []
  for (const { frames, factor } of steps) {
    const start = Math.max(0, end - frames)
    if (start < end) zones.unshift(`${start},${end - 1},b=${factor}`)
    end = start
  }
  return zones.join('/')
}
