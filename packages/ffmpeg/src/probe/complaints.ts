import type { MediaFacts } from '@framewright/schemas'
import { transferTags } from '../encode/color-tags.ts'
import type { ExpectedPicture, ExpectedSound } from '@framewright/timeline'
import type { PacketSpan } from './ffprobe.ts'
import { saysLength } from './media-facts.ts'

/** Encoders of sound fill up their last block, 1024 samples or more, and begin with some of silence. */
const soundPaddingSeconds = 0.1
const webm = 'matroska,webm'
const webmClockSeconds = 0.001

/** Everything in which a file is not what was planned. `span`: the packets of its picture. */
export function complaintsOf(
  media: MediaFacts,
  span: PacketSpan | undefined,
  expected: ExpectedPicture | ExpectedSound,
): string[] {
  const complaints: string[] = []
  const check = (what: string, is: unknown, wanted: unknown) => {
    if (is !== wanted) complaints.push(`${what}: ${String(is)} instead of ${String(wanted)}`)
  }
  if (expected.videoCodec === null) checkSound(media, expected, check)
  else {
    checkPicture(media, span, expected, check)
    complaints.push(...lengthComplaints(media, span, expected))
  }
  return complaints
}

type Check = (what: string, is: unknown, wanted: unknown) => void

function checkPicture(
  { video, audio }: MediaFacts,
  span: PacketSpan | undefined,
  expected: ExpectedPicture,
  check: Check,
): void {
  check('frames', span?.packets ?? 0, expected.frameCount)
  check('size', `${video?.width ?? 0}x${video?.height ?? 0}`, `${expected.width}x${expected.height}`)
  if (expected.hasAlpha) check('alpha', video?.hasAlpha ?? false, true)
  if (expected.hdr !== undefined) checkHdr(video, expected.hdr, check)
  check('video codec', video?.codec ?? 'none', expected.videoCodec)
  check('sound', audio === null ? 'none' : 'there', expected.hasAudio ? 'there' : 'none')
  if (audio === null || !expected.hasAudio) return
  check('audio codec', audio.codec, expected.audioCodec)
  if (expected.channels !== undefined) check('channels', audio.channels, expected.channels)
}

/** What a player goes by: without it, HDR is shown as if it were a dull SDR. */
function checkHdr(
  video: MediaFacts['video'],
  transfer: NonNullable<ExpectedPicture['hdr']>,
  check: Check,
): void {
  check('light', video?.colorTransfer ?? 'unknown', transferTags[transfer])
  check('primaries', video?.colorPrimaries ?? 'unknown', 'bt2020')
  check('matrix', video?.colorSpace ?? 'unknown', 'bt2020nc')
  check('bits', /p1[02]le$/.test(video?.pixelFormat ?? '') ? 'ten' : 'eight', 'ten')
}

function lengthComplaints(
  media: MediaFacts,
  span: PacketSpan | undefined,
  { frameRate, durationSeconds }: ExpectedPicture,
): string[] {
  if (durationSeconds === null) return []
  const complaints: string[] = []
  const frameSeconds = frameRate.den / frameRate.num
  const near = (seconds: number, slack: number) => Math.abs(seconds - durationSeconds) <= slack + 0.001 // Matroska's clock has milliseconds
  const pictureSeconds = span === undefined ? 0 : span.lastSeconds - span.firstSeconds + frameSeconds
  if (!near(pictureSeconds, frameSeconds))
    complaints.push(`picture: ${pictureSeconds.toFixed(3)} s instead of ${durationSeconds} s`)
  const wholeSeconds = media.durationSeconds ?? 0
  if (!near(wholeSeconds, frameSeconds + soundPaddingSeconds))
    complaints.push(`duration: ${wholeSeconds.toFixed(3)} s instead of ${durationSeconds} s`)
  return complaints
}

function checkSound({ container, video, audio }: MediaFacts, expected: ExpectedSound, check: Check): void {
  check('picture', video === null ? 'none' : 'there', 'none')
  check('audio codec', audio?.codec ?? 'none', expected.audioCodec)
  if (expected.channels !== undefined) check('channels', audio?.channels ?? 0, expected.channels)
  check('sample rate', audio?.sampleRateHz ?? 0, expected.sampleRateHz)
  const samples = Math.round((audio?.durationSeconds ?? 0) * expected.sampleRateHz)
  // Of an MP3 only its blocks can be counted: what they are filled up with is cut away when it is decoded. The same of WebM.
  const isOfBlocks = container === webm || !saysLength(container)
  const [least, padding] = [container === webm ? webmClockSeconds : 0, isOfBlocks ? soundPaddingSeconds : 0]
  const isWithin =
    samples >= expected.sampleCount - least * expected.sampleRateHz &&
    samples <= expected.sampleCount + padding * expected.sampleRateHz
  if (!isWithin) check('samples', samples, expected.sampleCount)
}
