/** What a new topic can begin as. */
export interface Template {
  id: string
  title: string
  about: string
  /** What it would be called. */
  name: string
  text: (name: string) => string
}

const phrases = (name: string, kind: string): string => `kind: AdaptiveDialog
beginDialog:
  kind: ${kind}
  id: main
  intent:
    displayName: ${quoted(name)}
    triggerQueries:
      - ${quoted(name)}
`

export const templates: readonly Template[] = [
  {
    id: 'answer',
    title: 'Answer a question',
    about: 'Visitors say one of its phrases; the bot answers.',
    name: 'Opening hours',
    text: (name) => `${phrases(name, 'OnRecognizedIntent')}  actions:
    - kind: SendActivity
      id: sendMessage_answer
      activity: Write the answer here.
`,
  },
  {
    id: 'ask',
    title: 'Ask and decide',
    about: 'The bot asks something and goes on by the answer.',
    name: 'Return an order',
    text: (name) => `${phrases(name, 'OnRecognizedIntent')}  actions:
    - kind: Question
      id: question_sure
      variable: init:Topic.Sure
      prompt: Shall I go on?
      entity: BooleanPrebuiltEntity

    - kind: ConditionGroup
      id: conditionGroup_sure
      conditions:
        - id: conditionItem_yes
          condition: =Topic.Sure = true
          actions:
            - kind: SendActivity
              id: sendMessage_yes
              activity: Then let's go on.
      elseActions:
        - kind: SendActivity
          id: sendMessage_no
          activity: Then we leave it.
`,
  },
  {
    id: 'person',
    title: 'Bring in a person',
    about: 'Visitors ask for a person; the bot passes the conversation on.',
    name: 'Escalate',
    text: (name) => `kind: AdaptiveDialog
startBehavior: CancelOtherTopics
beginDialog:
  kind: OnEscalate
  id: main
  intent:
    displayName: ${quoted(name)}
    includeInOnSelectIntent: false
    triggerQueries:
      - Talk to a person
      - Talk to an agent
  actions:
    - kind: SendActivity
      id: sendMessage_handover
      conversationOutcome: Escalated
      activity: I'm bringing in a colleague. They will see what we talked about.

    - kind: TransferConversationV2
      id: transfer_agent
      transferType:
        kind: TransferToAgent
        messageToAgent: The visitor asked for a person.
        context:
          kind: AutomaticTransferContext
`,
  },
  {
    id: 'fallback',
    title: 'When nothing fits',
    about: 'No topic fits what the visitor said.',
    name: 'Fallback',
    text: () => `kind: AdaptiveDialog
beginDialog:
  kind: OnUnknownIntent
  id: main
  actions:
    - kind: SendActivity
      id: sendMessage_again
      activity: I'm sorry, I didn't understand that. Could you say it in other words?
`,
  },
  {
    id: 'start',
    title: 'Greet at the start',
    about: 'Said as soon as a conversation begins.',
    name: 'Conversation start',
    text: () => `kind: AdaptiveDialog
beginDialog:
  kind: OnConversationStart
  id: main
  actions:
    - kind: SendActivity
      id: sendMessage_hello
      activity: Hello! How can I help?
`,
  },
  {
    id: 'part',
    title: 'A part of other topics',
    about: 'Other topics call it and go on behind it.',
    name: 'Check the customer',
    text: () => `kind: AdaptiveDialog
beginDialog:
  kind: OnRedirect
  id: main
  actions:
    - kind: SendActivity
      id: sendMessage_part
      activity: One moment, please.
`,
  },
]

/** A plain text where YAML takes it for one, else in quotes. */
function quoted(text: string): string {
  return /^[\p{L}][\p{L}\p{N} _-]*$/u.test(text) && !/^(true|false|yes|no|on|off|null)$/i.test(text) ? text.trim() : JSON.stringify(text)
}

/** "Opening hours" is kept as OpeningHours. */
export function fileName(name: string): string {
  return name
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
