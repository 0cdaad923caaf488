/**
 * What ffmpeg and ffprobe may open, before every `-i`. Without it a playlist that is called .mp4 reaches the HLS demuxer,
 * which reads other files and addresses (CVE-2016-1897 and its heirs).
 */
export const allowedProtocols = 'file,pipe'

/** Demuxers by ffmpeg's own names; what is not here is refused when it is uploaded, and again when it is rendered. */
export const allowedDemuxers = [
  ...['mov', 'matroska', 'webm', 'avi', 'flv', 'mpegts', 'mpeg'],
  ...['mp3', 'wav', 'aac', 'flac', 'ogg', 'aiff'],
  ...['gif', 'apng', 'png_pipe', 'jpeg_pipe', 'webp_pipe', 'bmp_pipe', 'tiff_pipe', 'image2'],
].join(',')

/** Pixels of a picture at most, coded or shown: a 36-megapixel PNG may be 105 KB, so bytes say nothing. */
export const maxPixels = 8192 * 8192
export const maxStreams = 32
