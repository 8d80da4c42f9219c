/** An article, as docs/API.md has it; its text is left out of lists. */
export interface Article {
  id: string
  isShared: boolean
  title: string
  text?: string
  url?: string
  language: string
  source: 'typed' | 'markdown' | 'text' | 'html' | 'pdf'
  length: number
  passages: number
  revision: number
  changedAt: string
  changedBy?: string
}

export interface FoundPassage {
  articleId: string
  title: string
  heading: string
  text: string
  url?: string
  rank: number
  foundBy: 'words' | 'meaning' | 'both'
}

/** How far the passages are embedded, and what is in the way. */
export interface EmbeddingStanding {
  /** Absent: articles are found by their words alone. */
  model?: string
  dimensions?: number
  passages: number
  embedded: number
  refused: number
  passagesMax: number
  trouble?: string
  nextStep?: string
  againAt?: string
}
