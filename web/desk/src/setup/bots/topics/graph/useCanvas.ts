import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react'
import type { Box, Drawing } from './layout'

interface View {
  x: number
  y: number
  scale: number
}

export interface Canvas {
  host: RefObject<HTMLDivElement | null>
  sheet: RefObject<HTMLDivElement | null>
  zoom: (by: number) => void
  fit: () => void
  /** Moves a box into sight where it isn't. */
  show: (box: Box) => void
  handlers: {
    onKeyDown: (event: KeyboardEvent) => void
    onPointerDown: (event: PointerEvent) => void
    onPointerMove: (event: PointerEvent) => void
    onPointerUp: (event: PointerEvent) => void
  }
}

const [scaleMin, scaleMax, fitMin] = [0.25, 2, 0.7]
const panPx = 60
const edge = 16

/** Pan and zoom of a sheet in its frame: by dragging, wheel and keys. The view is no state: moving it draws nothing anew. */
export function useCanvas(of: string, drawing: Drawing): Canvas {
  const drawn = useRef(drawing)
  useEffect(() => {
    drawn.current = drawing
  })
  const host = useRef<HTMLDivElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const view = useRef<View>({ x: 0, y: 0, scale: 1 })
  const grip = useRef<{ x: number; y: number } | undefined>(undefined)

  const move = useCallback((to: View): void => {
    view.current = to
    if (sheet.current) sheet.current.style.transform = `translate(${to.x}px, ${to.y}px) scale(${to.scale})`
  }, [])

  const zoom = useCallback(
    (by: number, at?: { x: number; y: number }): void => {
      const { x, y, scale } = view.current
      const next = Math.max(scaleMin, Math.min(scaleMax, scale * by))
      const frame = host.current!
      const middle = at ?? { x: frame.clientWidth / 2, y: frame.clientHeight / 2 }
      const k = next / scale
      move({ x: middle.x - (middle.x - x) * k, y: middle.y - (middle.y - y) * k, scale: next })
    },
    [move],
  )

  const fit = useCallback((): void => {
    const frame = host.current
    if (!frame) return
    const drawing = drawn.current
    const whole = Math.min(frame.clientWidth / drawing.width, frame.clientHeight / drawing.height, 1)
    const scale = Math.max(whole, fitMin)
    // The trigger stands in the middle where the flow is wider than the frame.
    const top = drawing.boxes[0]
    const middle = drawing.width * scale <= frame.clientWidth || !top ? drawing.width / 2 : top.x + top.width / 2
    move({ x: frame.clientWidth / 2 - middle * scale, y: 0, scale })
  }, [move])

  const show = useCallback(
    ({ x, y, width, height }: Box): void => {
      const { x: left, y: top, scale } = view.current
      const frame = host.current
      if (!frame) return
      const into = (at: number, size: number, room: number, moved: number): number => {
        const [start, end] = [moved + at * scale, moved + (at + size) * scale]
        if (start < edge) return moved + edge - start
        return end > room - edge ? moved + room - edge - end : moved
      }
      move({ x: into(x, width, frame.clientWidth, left), y: into(y, height, frame.clientHeight, top), scale })
      frame.scrollTo(0, 0)
    },
    [move],
  )

  useFitting(of, host, fit)
  useWheel(host, view, move, zoom)

  const handlers = useMemo(() => {
    const keys: Record<string, () => void> = {
      '+': () => zoom(1.25),
      '=': () => zoom(1.25),
      '-': () => zoom(0.8),
      '0': fit,
    }
    const pans: Record<string, [number, number]> = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
    return {
      onKeyDown: (event: KeyboardEvent): void => {
        if (event.ctrlKey || event.metaKey || event.altKey) return
        const pan = pans[event.key]
        if (pan) move({ ...view.current, x: view.current.x + pan[0] * panPx, y: view.current.y + pan[1] * panPx })
        else if (keys[event.key]) keys[event.key]!()
        else return
        event.preventDefault()
      },
      onPointerDown: (event: PointerEvent): void => {
        if (event.button !== 0 || (event.target as Element).closest('button')) return
        grip.current = { x: event.clientX - view.current.x, y: event.clientY - view.current.y }
        event.currentTarget.setPointerCapture(event.pointerId)
      },
      onPointerMove: (event: PointerEvent): void => {
        if (grip.current) move({ ...view.current, x: event.clientX - grip.current.x, y: event.clientY - grip.current.y })
      },
      onPointerUp: (): void => {
        grip.current = undefined
      },
    }
  }, [fit, move, zoom])

  return { host, sheet, zoom, fit, show, handlers }
}

/** Another topic or another size of the frame shows the flow whole again; typing doesn't. */
function useFitting(of: string, host: RefObject<HTMLDivElement | null>, fit: () => void): void {
  useLayoutEffect(() => {
    fit()
    const frame = host.current
    if (!frame) return undefined
    const watch = new ResizeObserver(fit)
    watch.observe(frame)
    return () => watch.disconnect()
  }, [of, fit, host])
}

/** React listens to the wheel passively; a page that moves under the graph would be in the way. */
function useWheel(
  host: RefObject<HTMLDivElement | null>,
  view: RefObject<View>,
  move: (to: View) => void,
  zoom: (by: number, at: { x: number; y: number }) => void,
): void {
  useEffect(() => {
    const frame = host.current
    if (!frame) return undefined
    const turned = (event: WheelEvent): void => {
      event.preventDefault()
      const { left, top } = frame.getBoundingClientRect()
      if (event.ctrlKey || event.metaKey) zoom(Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top })
      else move({ ...view.current, x: view.current.x - event.deltaX, y: view.current.y - event.deltaY })
    }
    frame.addEventListener('wheel', turned, { passive: false })
    return () => frame.removeEventListener('wheel', turned)
  })
}
