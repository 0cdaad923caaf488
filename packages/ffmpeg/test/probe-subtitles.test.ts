import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { probeMedia } from '../src/index.ts'
import { scratchFolder } from './scratch-folder.ts'

const srt = '1\n00:00:01,000 --> 00:00:02,500\nHé\n\n2\n00:00:00,500 --> 00:00:00,900\nho\n'
const timeoutMs = 20_000

test('a file of subtitles is an asset of that kind, which is as long as its last cue', async (t) => {
  const path = join(scratchFolder(t), 'said')
  const probed = async (bytes: string | Buffer) => {
    writeFileSync(path, bytes)
    return probeMedia(path, { timeoutMs })
  }
  const none = { video: null, audio: null }
  t.same(await probed(srt), {
    ...{ kind: 'subtitles', container: 'srt', durationSeconds: 2.5, ...none },
    subtitles: { format: 'srt', cueCount: 2 },
  })
  t.match(await probed(`WEBVTT\n\n${srt.replaceAll(',', '.')}`), {
    subtitles: { format: 'vtt', cueCount: 2 },
  })
  const ass = '[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,0,0,0,,Hi\n'
  t.match(await probed(ass), { durationSeconds: 2, subtitles: { format: 'ass', cueCount: 1 } })
  const refused = (bytes: string | Buffer, message: RegExp) =>
    t.rejects(probed(bytes), { code: 'MEDIA_UNREADABLE', reason: 'SUBTITLES_INVALID', message })
  await refused(Buffer.from(srt, 'latin1'), /not written in UTF-8/)
  await refused(Buffer.from(`\uFEFF${srt}`, 'utf16le'), /not written in UTF-8/)
  await refused(
    srt.replace('00:00:00,500', 'soon'),
    /Line 6: "soon --> .*stands where the time of a cue should.*00:00:01,000/,
  )
  await refused(srt + 'x'.repeat(1024 * 1024), /more than 1024 KiB/)
})
