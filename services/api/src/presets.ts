import { PresetList } from '@framewright/schemas'
import { presets } from '@framewright/timeline'
import type { App } from './api-deps.ts'

const schema = {
  tags: ['renders'],
  summary: 'What an output can be',
  description:
    'What an output leaves out comes from its preset; the most urgent preset says how soon a render is served.',
  response: { 200: PresetList },
}

export function registerPresetRoute(app: App): void {
  app.get('/presets', { schema }, () => ({ presets: [...presets] }))
}
