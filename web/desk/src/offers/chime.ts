// Two soft notes, again and again until somebody acts. Browsers allow sound only after the page was used once.

const againMs = 4_000
const notes = [
  { hertz: 659.25, after: 0 },
  { hertz: 880, after: 0.16 },
]

let context: AudioContext | undefined
let timer: ReturnType<typeof setInterval> | undefined

export function startChime(): void {
  if (timer) return
  ring()
  timer = setInterval(ring, againMs)
}

export function stopChime(): void {
  clearInterval(timer)
  timer = undefined
}

/** Opens the way for sound; called at the first key or click. */
export function allowSound(): void {
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
}

function ring(): void {
  if (context?.state !== 'running') return
  for (const { hertz, after } of notes) play(context, hertz, context.currentTime + after)
}

function play(on: AudioContext, hertz: number, at: number): void {
  const tone = on.createOscillator()
  const volume = on.createGain()
  tone.type = 'sine'
  tone.frequency.value = hertz
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(0.18, at + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.6)
  tone.connect(volume).connect(on.destination)
  tone.start(at)
  tone.stop(at + 0.65)
}
