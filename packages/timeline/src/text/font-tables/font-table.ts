/** What planning has to know of a font: it opens no file. In units of which `unitsPerEm` make the size. */
export interface FontTable {
  readonly unitsPerEm: number
  /** Above and below the baseline, in the font's own opinion. */
  readonly ascent: number
  readonly descent: number
  /**
   * Which code points it has, and how broad each is: runs of `advance,count,gap` in base 36, where the count is of code
   * points one after the other and the gap is what is missing before them; 1 and 0 where they are left out.
   */
  readonly advances: string
  /** Two characters that are set further apart than they are broad, and by how much, such as `L-75`. */
  readonly widening: string
}
