import { Type } from 'typebox'

/** The longest film, and so the last second at which anything may start or end: four hours. */
export const longestFilmSeconds = 14_400

export const Seconds = Type.Number({ exclusiveMinimum: 0, maximum: longestFilmSeconds })
