/** A reason as the wire says it, in words: "closed_by_agent" becomes "Closed by agent". What is a sentence already stays one. */
export function inWords(reason: string): string {
  if (reason.includes(' ')) return reason
  const words = reason
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
