/** Frames of a film, from one to before another. */
export interface FrameSpan {
  readonly startFrame: number
  readonly endFrame: number
}

export const framesIn = ({ startFrame, endFrame }: FrameSpan): number => endFrame - startFrame

/** What lies between the borders, one after the other. */
export function spansBetween(borders: readonly number[], frameCount: number): FrameSpan[] {
  return [0, ...borders].map((startFrame, at) => ({ startFrame, endFrame: borders[at] ?? frameCount }))
}
