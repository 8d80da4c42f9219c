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
}
