import { useCallback, useEffect, useState } from 'react'
import { problemFrom, type Problem } from '../../../hub/api'
import type { Draft } from './draft'

/** Reads the draft when the page opens, but never over words that are not saved; says why where it can't be read. */
export function useLoading(draft: Draft): { problem: Problem | undefined; again: () => void } {
  const [problem, setProblem] = useState<Problem>()
  const read = useCallback(() => {
    setProblem(undefined)
    if (draft.isUnsaved) return
    draft.load().catch((error: unknown) => setProblem(problemFrom(error)))
  }, [draft])
  useEffect(read, [read])
  return { problem, again: read }
}
