const bytesPerKilobyte = 1_024
/** As much as the hub takes in one message. */
export const bytesMax = 28 * bytesPerKilobyte
const nearBytes = 4 * bytesPerKilobyte

const encoder = new TextEncoder()

export function bytesOf(text: string): number {
  return text.length * 3 < bytesMax ? text.length : encoder.encode(text).length
}

export function isNearLimit(bytes: number): boolean {
  return bytes > bytesMax - nearBytes
}
