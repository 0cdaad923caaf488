/** A picture that is drawn. Everything is in pixels of it, from its upper left corner on. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly outline: DrawnOutline
  readonly fill: Paint | null
  readonly stroke: { readonly color: string; readonly width: number } | null
}

export type DrawnOutline =
  | (DrawnBox & { readonly kind: 'rectangle'; readonly radius: number })
  | (DrawnBox & { readonly kind: 'ellipse' })
  | { readonly kind: 'polygon' | 'line'; readonly points: readonly DrawnPoint[] }

export interface DrawnPoint {
  readonly x: number
  readonly y: number
}
export interface DrawnBox extends DrawnPoint {
  readonly width: number
  readonly height: number
}

/** `rrggbbaa`, or a gradient. */
export type Paint = string | DrawnGradient

export type DrawnGradient =
  | {
      readonly kind: 'linear'
      readonly from: DrawnPoint
      readonly to: DrawnPoint
      readonly stops: readonly DrawnStop[]
    }
  | {
      readonly kind: 'radial'
      readonly center: DrawnPoint
      readonly radius: number
      readonly stops: readonly DrawnStop[]
    }

export interface DrawnStop {
  readonly offset: number
  /** `rrggbbaa` */
  readonly color: string
}

export const isOpaque = (paint: Paint): boolean =>
  typeof paint === 'string' ? paint.endsWith('ff') : paint.stops.every(({ color }) => color.endsWith('ff'))
