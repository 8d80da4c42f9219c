export interface CardInput {
  id: string
  label: string
  choices: { title: string; value: string }[]
  value: string
}

type Part = Readonly<Record<string, unknown>>

/** The inputs of an adaptive card, wherever they stand in it. */
export function inputsOf(content: unknown): CardInput[] {
  return [...parts(content)].flatMap((part) => {
    if (typeof part['type'] !== 'string' || !part['type'].startsWith('Input.') || typeof part['id'] !== 'string') return []
    const choices = Array.isArray(part['choices']) ? (part['choices'] as { title: string; value: string }[]) : []
    const label = [part['label'], part['title'], part['placeholder'], part['id']].find((one) => typeof one === 'string' && one !== '') as string
    return [{ id: part['id'], label, choices, value: typeof part['value'] === 'string' ? part['value'] : '' }]
  })
}

/** The buttons of a hero card that say something; others open pages, which a test has no need of. */
export function buttonsOf(content: unknown): { title: string; value: string }[] {
  const buttons = (content as { buttons?: unknown } | null | undefined)?.buttons
  if (!Array.isArray(buttons)) return []
  return (buttons as Part[]).flatMap(({ type, title, value, text }) => {
    const said = [value, text, title].find((one) => typeof one === 'string' && one !== '')
    return typeof title === 'string' && typeof said === 'string' && /^(imBack|messageBack|postBack)$/.test(String(type)) ? [{ title, value: said }] : []
  })
}

/** The buttons that send the card: their titles, and what they send beside the inputs. */
export function submitsOf(content: unknown): { title: string; data: object }[] {
  const found = [...parts(content)]
    .filter((part) => part['type'] === 'Action.Submit' || part['type'] === 'Action.Execute')
    .map((part) => ({
      title: typeof part['title'] === 'string' ? part['title'] : 'Send',
      data: typeof part['data'] === 'object' && part['data'] !== null ? part['data'] : {},
    }))
  return found.length > 0 ? found : [{ title: 'Send', data: {} }]
}

function* parts(of: unknown): Generator<Part> {
  if (Array.isArray(of)) for (const one of of) yield* parts(one)
  else if (typeof of === 'object' && of !== null) {
    yield of as Part
    for (const one of Object.values(of)) yield* parts(one)
  }
}
