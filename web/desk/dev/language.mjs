// A part of the language, as the hub would describe it.
const property = (name, about, isRequired = false, values) => ({ name, about, isRequired, ...(values && { values }) })
const id = property('id', 'Its name in traces and for GotoAction.')

export const language = {
  kinds: [
    { kind: 'AdaptiveDialog', title: 'Topic', about: 'A topic: what starts it and what is done then.', where: 'file', properties: [property('beginDialog', 'What starts it.', true), property('startBehavior', 'What happens to topics that run.', false, ['Default', 'CancelOtherTopics'])] },
    { kind: 'OnRecognizedIntent', title: 'What visitors say', about: 'Starts when a visitor says something like its phrases.', where: 'trigger', properties: [id, property('intent', 'Its phrases.', true), property('actions', 'What is done.', true), property('priority', 'Lower numbers come first.')] },
    { kind: 'OnUnknownIntent', title: 'Nothing fits', about: 'Starts when no topic fits.', where: 'trigger', properties: [id, property('actions', 'What is done.', true)] },
    { kind: 'OnConversationStart', title: 'Start', about: 'Starts with the conversation.', where: 'trigger', properties: [id, property('actions', 'What is done.', true)] },
    { kind: 'SendActivity', title: 'Message', about: 'Says something.', where: 'node', properties: [id, property('activity', 'What is said: a text, or a message with buttons and cards.', true)] },
    { kind: 'Question', title: 'Question', about: 'Asks and waits for the answer.', where: 'node', properties: [id, property('variable', 'Where the answer is kept.', true), property('prompt', 'What is asked.', true), property('entity', 'What an answer looks like.', true), property('repeatCount', 'How often it asks again.', false, ['0', '1', '2'])] },
    { kind: 'ConditionGroup', title: 'Condition', about: 'The first condition that holds decides what is done.', where: 'node', properties: [id, property('conditions', 'The conditions, in order.', true), property('elseActions', 'What is done when none holds.')] },
    { kind: 'SetVariable', title: 'Set a variable', about: 'Keeps a value under a name.', where: 'node', properties: [id, property('variable', 'The name.', true), property('value', 'The value.', true)] },
    { kind: 'EndDialog', title: 'End the topic', about: 'Goes back to the topic that called it.', where: 'node', properties: [id, property('clearTopicQueue', 'Whether waiting topics are dropped.', false, ['true', 'false'])] },
    { kind: 'EmbeddedEntity', title: 'A list of one’s own', about: 'Choices or a pattern.', where: 'entity', properties: [property('definition', 'The list or pattern.', true)] },
  ],
  functions: [
    { name: 'Upper', signature: 'Upper(Text)', about: 'The text in capitals.', example: 'Upper("so-1") = "SO-1"' },
    { name: 'IsBlank', signature: 'IsBlank(Value)', about: 'Whether there is no value.', example: 'IsBlank(Topic.Name)' },
    { name: 'If', signature: 'If(Condition, Then, Else)', about: 'One of two values.', example: 'If(true, 1, 2) = 1' },
  ],
  entities: [
    { name: 'BooleanPrebuiltEntity', about: 'Yes or no.', example: 'yes, nope' },
    { name: 'NumberPrebuiltEntity', about: 'A number, in digits or words.', example: 'twelve' },
  ],
  systemVariables: [
    { name: 'System.Activity.Text', type: 'String', about: 'What the visitor said last.' },
    { name: 'System.FallbackCount', type: 'Number', about: 'How often in a row nothing fitted.' },
  ],
}
