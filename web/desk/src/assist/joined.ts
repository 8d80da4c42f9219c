/** Suggested words after what stands in the box already. */
export function joined(before: string, text: string): string {
  return before.trim() === '' ? text : `${before.trimEnd()}\n\n${text}`
}
