import { expect, test } from 'vitest'
import type { FlowNode } from '../wire'
import { layout, type Box } from './layout'

const node = (id: string): FlowNode => ({ id, kind: 'SendActivity', title: 'Message', text: id, line: 1, endLine: 1 })
const flow = (...links: string[]) => links.map((link) => ({ from: link.split('>')[0]!, to: link.split('>')[1]!, label: '' }))
const nodes = (ids: string): FlowNode[] => [...ids].map(node)
const box = (boxes: Box[], id: string): Box => boxes.find((one) => one.id === id)!

function overlaps(boxes: Box[]): boolean {
  return boxes.some((a, n) =>
    boxes.slice(n + 1).some((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height),
  )
}

test('a row of nodes stands straight below each other', () => {
  const { boxes } = layout(nodes('abc'), flow('a>b', 'b>c'))
  expect(new Set(boxes.map(({ x }) => x)).size).toBe(1)
  expect(box(boxes, 'a').y).toBeLessThan(box(boxes, 'b').y)
  expect(box(boxes, 'b').y).toBeLessThan(box(boxes, 'c').y)
})

test('branches stand side by side and meet again below both', () => {
  const { boxes } = layout(nodes('abcd'), flow('a>b', 'a>c', 'b>d', 'c>d'))
  expect(box(boxes, 'b').y).toBe(box(boxes, 'c').y)
  expect(box(boxes, 'b').x).toBeLessThan(box(boxes, 'c').x)
  expect(box(boxes, 'd').x).toBeGreaterThan(box(boxes, 'b').x)
  expect(box(boxes, 'd').x).toBeLessThan(box(boxes, 'c').x)
})

test('a long line keeps out of the boxes that it passes', () => {
  const { boxes, lines } = layout(nodes('abcd'), flow('a>b', 'b>c', 'c>d', 'a>d'))
  expect(overlaps(boxes)).toBe(false)
  const long = lines.find(({ from, to }) => from === 'a' && to === 'd')!
  const passes = [...long.path.matchAll(/V[\d.]+/g)].length
  expect(passes).toBe(2)
})

test('a loop is drawn back, and everything keeps its layer', () => {
  const { boxes, lines } = layout(nodes('abc'), flow('a>b', 'b>c', 'c>a'))
  expect(lines.filter(({ isBack }) => isBack).map(({ from, to }) => from + to)).toEqual(['ca'])
  expect(box(boxes, 'a').layer).toBe(0)
})

test('a line back runs between the layers, past the neighbours of its ends', () => {
  const { boxes, lines } = layout(nodes('abc'), flow('a>b', 'a>c', 'b>a'))
  const [, below] = /H[\d.]+ Q[\d.]+ ([\d.]+)/.exec(lines.find(({ isBack }) => isBack)!.path)!
  for (const { y, height } of boxes) expect(Number(below) > y && Number(below) < y + height).toBe(false)
})

test('leaving the topic has a small box beside each node that leaves', () => {
  const { boxes } = layout(nodes('ab'), flow('a>end', 'b>end', 'a>topic:Other.yml'))
  expect(boxes.filter(({ leaves }) => leaves === 'end')).toHaveLength(2)
  expect(boxes.filter(({ leaves }) => leaves === 'topic:Other.yml')).toHaveLength(1)
})

test('where a flow may leave, its main line stays nearly straight', () => {
  const { boxes } = layout(nodes('abc'), flow('a>b', 'a>end', 'b>c', 'b>end'))
  expect(Math.abs(box(boxes, 'c').x - box(boxes, 'a').x)).toBeLessThan(30)
})

test('a big flow has no boxes upon each other and is always drawn alike', () => {
  const many = Array.from({ length: 60 }, (_, n) => node(`n${n}`))
  const links = many.flatMap((_, n) => (n === 0 ? [] : [{ from: `n${Math.floor((n - 1) / 3)}`, to: `n${n}`, label: '' }, { from: `n${n}`, to: `n${(n * 7) % 60}`, label: '' }]))
  const drawing = layout(many, links)
  expect(overlaps(drawing.boxes)).toBe(false)
  expect(layout(many, links)).toEqual(drawing)
  for (const { x, y, width, height } of drawing.boxes) {
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x + width).toBeLessThanOrEqual(drawing.width)
    expect(y + height).toBeLessThanOrEqual(drawing.height)
  }
})

test('nothing is drawn of nothing, and edges from nowhere are left out', () => {
  expect(layout([], flow('x>y'))).toMatchObject({ boxes: [], lines: [] })
})
