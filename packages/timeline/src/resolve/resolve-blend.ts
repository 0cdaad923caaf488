import type { BlendMode } from '@framewright/schemas'

interface Blending {
  readonly blend?: BlendMode | 'normal' | undefined
}

export const blendOf = ({ blend = 'normal' }: Blending): { readonly blend?: BlendMode } =>
  blend === 'normal' ? {} : { blend }
