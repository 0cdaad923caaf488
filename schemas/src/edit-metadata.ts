import { Type, type Static } from 'typebox'
import { Strict } from './strict.ts'

/** One line of text: what is shown of a file in a list. */
const Line = (description: string) =>
  Type.Optional(Type.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]+$', description }))

/** What the files say of themselves. The id of the project and the version of the pipeline come along. */
export const Metadata = Strict({
  title: Line("The edit's own title, where nothing is said"),
  author: Line('Who made the film'),
  copyright: Line('Such as "© 2026 Jane Doe"'),
})
export type Metadata = Static<typeof Metadata>
