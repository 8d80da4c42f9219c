import { useCallback, useEffect, useState } from 'react'
import { problemFrom, type Problem } from '../../../hub/api'
import type { Draft } from './draft'

/** Reads the draft when the page opens; says why where it can't be. */
export function useLoading(draft: Draft): { problem: Problem | undefined; again: () => void } {
  const [problem, setProblem] = useState<Problem>()
  const read = useCallback(() => {
    setProblem(undefined)
    draft.load().catch((error: unknown) => setProblem(problemFrom(error)))
  }, [draft])
  useEffect(read, [read])
  return { problem, again: read }
}
