import { Type, type Static } from 'typebox'
import { Strict } from './strict.ts'

export const Edit = Strict({ schemaVersion: Type.Literal(1) })
export type Edit = Static<typeof Edit>
