import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** What the driver of the machine does with a render; probes of encoders are not asked for here. */
export type Driver = 'works' | 'is another one' | 'fails in mid-render' | 'writes half a film'

/**
 * A machine with a GPU: an ffmpeg in PATH whose `h264_nvenc` is x264 in disguise, and breaks as NVENC does when its driver
 * goes away. Has to be called before this process runs its first ffmpeg.
 */
export function withGpu(t: Test): (driver: Driver) => void {
  const real = spawnSync('sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).stdout.trim()
  const folder = mkdtempSync(join(tmpdir(), 'framewright-gpu-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const mode = join(folder, 'driver')
  const script = `#!/bin/bash
driver=$(cat '${mode}')
speed=ultrafast
[[ $driver == 'is another one' ]] && speed=superfast
gpu=
asked=("$@")
args=()
while (($# > 0)); do
  case $1 in
    h264_nvenc) gpu=1; args+=(libx264) ;;
    -preset) args+=(-preset $speed); shift ;;
    -cq) args+=(-crf "$2"); shift ;;
    -tune | -spatial_aq | -rc | -b:v) shift ;;
    *) args+=("$1") ;;
  esac
  shift
done
if [[ -z $gpu ]]; then exec '${real}' "\${asked[@]}"; fi
if [[ $driver == works || $driver == 'is another one' ]]; then exec '${real}' "\${args[@]}"; fi
'${real}' "\${args[@]:0:\${#args[@]}-1}" -frames:v 7 "\${args[-1]}" || exit
[[ $driver == 'writes half a film' ]] && exit 0
echo '[h264_nvenc @ 0x5581] Failed locking bitstream buffer: invalid device (4): ' >&2
echo 'Video encoding failed' >&2
exit 1
`
  writeFileSync(join(folder, 'ffmpeg'), script, { mode: 0o755 })
  const before = process.env['PATH'] ?? ''
  process.env['PATH'] = `${folder}:${before}`
  t.teardown(() => (process.env['PATH'] = before))
  return (driver) => writeFileSync(mode, driver)
}
