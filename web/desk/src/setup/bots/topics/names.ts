import type { TopicFile } from './wire'

const topicEnd = /(\.mcs)?\.ya?ml$/i
const chatEnd = /\.chat\.yml$/i

export const isChat = (path: string): boolean => chatEnd.test(path)

/** "topics/OrderStatus.mcs.yml" is called OrderStatus. */
export function nameOf(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1)
  return file.replace(chatEnd, '').replace(topicEnd, '')
}

/** The test chats of a topic are those that begin with its name: OrderStatus.chat.yml, OrderStatus-2.chat.yml. */
export function isChatOf(chat: string, topic: string): boolean {
  const [one, other] = [nameOf(chat), nameOf(topic)]
  return isChat(chat) && (one === other || (one.startsWith(other) && /[^\p{L}\p{N}]/u.test(one[other.length]!)))
}

/** A path that no file has: with a number behind the name where it is taken. */
export function freePath(files: readonly TopicFile[], folder: string, name: string, end: string): string {
  const taken = new Set(files.map((file) => file.path.toLowerCase()))
  const base = `${folder}${name.replace(/[^\p{L}\p{N} _.-]/gu, '').trim() || 'Topic'}`
  for (let n = 1; ; n++) {
    const path = n === 1 ? `${base}${end}` : `${base}-${n}${end}`
    if (!taken.has(path.toLowerCase())) return path
  }
}

/** The folder that most topics are in, with its slash; new ones join them. */
export function usualFolder(files: readonly TopicFile[]): string {
  const counts = new Map<string, number>()
  for (const { path } of files) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ''
}

/** How a trigger is called where people read it. */
export function triggerName(trigger: string): string {
  return triggers[trigger] ?? trigger.replace(/^On/, '').replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}

const triggers: Record<string, string> = {
  OnRecognizedIntent: 'What visitors say',
  OnUnknownIntent: 'Nothing else fits',
  OnConversationStart: 'The conversation starts',
  OnEscalate: 'A person is wanted',
  OnError: 'Something fails',
  OnRedirect: 'Another topic calls it',
  OnSystemRedirect: 'Another topic calls it',
  OnSelectIntent: 'Several topics fit',
  OnSignIn: 'Signing in is needed',
  OnInactivity: 'The visitor is silent',
  OnActivity: 'A message or an event',
  OnEventActivity: 'An event',
}
