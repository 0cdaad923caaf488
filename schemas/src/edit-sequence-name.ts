import { Type } from 'typebox'
import { ClipId } from './edit-moments.ts'

export const SequenceName = Type.String({ ...ClipId, description: 'The name of one of sequences' })
