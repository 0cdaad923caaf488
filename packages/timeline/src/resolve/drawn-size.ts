import type { ImagePicture, Placement } from '../resolved-timeline.ts'
import type { SourceCrop } from './source-crop.ts'

const longestSide = 8192

/** An SVG is drawn as large as all of it is where it is placed; what is cut off is drawn as well. */
export function drawnSizeFor(
  { scaledWidth, scaledHeight }: Pick<Placement, 'scaledWidth' | 'scaledHeight'>,
  crop: SourceCrop | null,
): Pick<ImagePicture, 'drawnSize'> {
  const side = (scaled: number, share = 1) => Math.min(longestSide, Math.ceil(scaled / share))
  return { drawnSize: { width: side(scaledWidth, crop?.width), height: side(scaledHeight, crop?.height) } }
}
