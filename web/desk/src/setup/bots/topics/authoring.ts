import { createContext, useContext } from 'react'
import type { TestChat } from './chat/testChat'
import type { Draft, DraftNow } from './draft'
import { isChat } from './names'
import type { Checked } from './report'
import type { TopicInReport, TopicLanguage, TopicProblem } from './wire'

/** What all parts of the page work on: one bot's draft, what is known of it, and the chat with it. */
export interface Authoring {
  bot: { id: string; name: string }
  canChange: boolean
  draft: Draft
  now: DraftNow
  checked: Checked
  language: TopicLanguage | undefined
  chat: TestChat
  /** Opens a file, at a line where there is one. */
  open: (path: string, line?: number, column?: number) => void
}

export const AuthoringContext = createContext<Authoring | undefined>(undefined)

export function useAuthoring(): Authoring {
  const authoring = useContext(AuthoringContext)
  if (!authoring) throw new Error('This part belongs on the page of a bot’s topics.')
  return authoring
}

export function topicAt({ report }: Checked, path: string): TopicInReport | undefined {
  return report?.topics.find((topic) => topic.path === path)
}

export function problemsOf({ report }: Checked, path: string): readonly TopicProblem[] {
  return report?.problems.filter((problem) => problem.path === path) ?? nothing
}

const nothing: readonly TopicProblem[] = []

/** What keeps the topics from being published: errors of topics; those of test chats don't. */
export function errorsOf({ report }: Checked): TopicProblem[] {
  return report?.problems.filter(({ path, isWarning }) => !isWarning && !isChat(path)) ?? []
}
