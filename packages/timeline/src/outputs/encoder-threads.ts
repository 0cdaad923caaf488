/** By the size of the picture, never by the host: x264 writes other bytes for another number. */
export function threadsFor(pixels: number): number {
  if (pixels <= 640 * 360) return 2
  if (pixels <= 1280 * 720) return 4
  if (pixels <= 1920 * 1080) return 8
  return 12
}
