import { Type } from 'typebox'

export const Color = Type.String({
  pattern: '^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$',
  description: 'A colour as #rrggbb, or #rrggbbaa with its opacity',
})
