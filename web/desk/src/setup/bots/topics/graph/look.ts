/** What a node is for, which its edge shows in colour beside its title. */
export type NodeTone = 'trigger' | 'says' | 'asks' | 'decides' | 'sets' | 'calls' | 'leaves'

export function toneOf(kind: string): NodeTone {
  if (kind.startsWith('On')) return 'trigger'
  if (/^(Question|AdaptiveCardPrompt|CSATQuestion|OAuthInput)$/.test(kind)) return 'asks'
  if (/^(SendActivity|SendMessage|EmitEvent)$/.test(kind)) return 'says'
  if (/Condition|Foreach|Loop|^Goto/.test(kind)) return 'decides'
  if (/^(BeginDialog|ReplaceDialog|EndDialog|CancelAllDialogs|RepeatDialog|EndConversation|Transfer)/.test(kind)) return 'leaves'
  return /^(Invoke|Http|Search|Answer|Create)/.test(kind) ? 'calls' : 'sets'
}

export function leaveWords(to: string): string {
  return { end: 'End', transfer: 'To a person' }[to] ?? to
}
