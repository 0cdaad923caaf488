/** `rrggbbaa`, opaque where nothing is said. */
export const plannedColor = (color: string): string => color.slice(1).toLowerCase().padEnd(8, 'f')
