import { film } from '../../deploy/demo/src/edit.ts'

/**
 * The demo's edit as somebody who knows ffmpeg would write it: one command, the sources sought into, xfade and acrossfade
 * for the transitions, drawtext for the words; the encoder's settings are those of the preset `standard`, its threads
 * included.
 */
export function byHand({
  bunny,
  font,
  boldFont,
  output,
}: Record<'bunny' | 'font' | 'boldFont' | 'output', string>): string[] {
  const source = (seconds: number, length: number) => [
    '-ss',
    String(seconds),
    '-t',
    String(length),
    '-i',
    bunny,
  ]
  const full = 'fps=30,scale=1280:720,setsar=1,format=yuv420p'
  const box = 'box=1:boxcolor=black@0.5:boxborderw=10'
  const credit = (text: string, y: number) =>
    `drawtext=fontfile=${font}:text='${text}':fontsize=30:fontcolor=white:${box}:x=(w-text_w)/2:y=${y}:` +
    `enable='between(t,8,11)':alpha='if(lt(t,8.3),(t-8)/0.3,if(lt(t,10.5),1,(11-t)/0.5))'`
  const graph = [
    `[0:v]${full},fade=in:d=0.3[meadow]`,
    `[1:v]${full}[bird]`,
    `[2:v]${full},fade=out:st=3.5:d=0.5[hole]`,
    // A frame before 2.5 s: xfade doubles one, and the cut would come too late.
    `[meadow][bird]xfade=duration=1:offset=2.4667[first]`,
    `[first][hole]concat=n=2:v=1:a=0[base]`,
    `[3:v]fps=30,scale=384:216,setsar=1,format=yuva420p,fade=in:d=0.3:alpha=1,fade=out:st=2.3:d=0.3:alpha=1,` +
      `setpts=PTS+4/TB[creek]`,
    `[base]drawtext=fontfile=${boldFont}:text=Framewright:fontsize=96:fontcolor=white:shadowcolor=black@0.6:` +
      `shadowx=3:shadowy=3:x=(w-text_w)/2:y=(h*0.45-text_h/2):enable='lt(t,2.3)':` +
      `alpha='if(lt(t,0.3),t/0.3,if(lt(t,1.9),1,(2.3-t)/0.4))'[titled]`,
    `[titled][creek]overlay=832:50:eof_action=pass[pictured]`,
    `[pictured]${credit('Big Buck Bunny', 601)},${credit('© 2008 Blender Foundation, CC BY 3.0', 637)},format=yuv420p[v]`,
    `[4:a]aformat=channel_layouts=stereo:sample_rates=48000,volume=6dB,afade=in:d=0.3[birds]`,
    `[5:a]aformat=channel_layouts=stereo:sample_rates=48000,volume=6dB,afade=out:st=5:d=1[music]`,
    `[birds][music]acrossfade=d=1:c1=qsin:c2=qsin[a]`,
  ].join(';')
  return [
    ...['-y', '-hide_banner', '-v', 'error', '-nostdin'],
    ...source(6, 3.5),
    ...source(15.5, 4.5),
    ...source(24, 4),
    ...source(12, 2.6),
    ...source(6, 6),
    ...source(18, 6),
    ...['-filter_complex', graph, '-map', '[v]', '-map', '[a]'],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'fast',
      '-crf',
      '20',
      '-profile:v',
      'high',
      '-threads',
      '4',
      '-g',
      '60',
    ],
    ...['-x264-params', 'cpu-independent=1', '-frames:v', String(film.frameCount)],
    ...['-c:a', 'aac', '-b:a', '192k', '-movflags', '+faststart', output],
  ]
}
