/** A time as subtitles write it: hours, minutes, seconds, and after the mark milliseconds. */
export function timeText(milliseconds: number, mark: '.' | ','): string {
  const part = (value: number, digits: number) => String(value).padStart(digits, '0')
  const seconds = Math.floor(milliseconds / 1000)
  const minutes = Math.floor(seconds / 60)
  const clock = [Math.floor(minutes / 60), minutes % 60, seconds % 60]
    .map((value) => part(value, 2))
    .join(':')
  return `${clock}${mark}${part(milliseconds % 1000, 3)}`
}
