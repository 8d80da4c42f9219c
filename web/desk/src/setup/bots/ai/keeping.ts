import { put } from '../../../hub/api'
import type { AiProgram } from './wire'

/** Keeps the draft and says its revision. */
export async function keepDraft(bot: string, revision: number, program: AiProgram): Promise<number> {
  const kept = await put<{ revision: number }>(`/bots/${bot}/ai/draft`, { revision, program })
  return kept.revision
}
