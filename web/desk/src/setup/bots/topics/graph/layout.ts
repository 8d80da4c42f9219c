import type { FlowEdge, FlowNode } from '../wire'

/** A box of the graph: a node, or a small one that says where the flow leaves the topic. */
export interface Box {
  id: string
  node?: FlowNode
  /** For a small one: "end", "transfer" or "topic:<path>". */
  leaves?: string
  layer: number
  x: number
  y: number
  width: number
  height: number
}

export interface Line {
  from: string
  to: string
  label: string
  path: string
  labelX: number
  labelY: number
  isBack: boolean
}

export interface Drawing {
  boxes: Box[]
  lines: Line[]
  width: number
  height: number
}

export const nodeWidth = 208
export const nodeHeight = 58
const leaveWidth = 132
const leaveHeight = 30
const gapX = 28
const gapY = 54
const margin = 24
const passWidth = 12
/** How round a line back turns; it runs this far from the boxes. */
const turn = 12

interface Spot {
  id: string
  layer: number
  width: number
  x: number
  up: Spot[]
  down: Spot[]
  box?: Box
}

/** Places a topic's flow top to bottom: layers by the longest way, each line straight where it can be. The same flow is always drawn alike. */
export function layout(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): Drawing {
  const { boxes, links } = gather(nodes, edges)
  const back = backLinks(boxes, links)
  const forth = links.filter((link) => !back.has(link))
  layer(boxes, forth)
  const { layers, ways } = weave(boxes, forth)
  order(layers)
  place(layers)
  fromLeft(layers.flat())
  return draw(boxes, ways, [...back])
}

interface Link {
  from: Box
  to: Box
  label: string
}

function gather(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): { boxes: Box[]; links: Link[] } {
  const boxes = new Map<string, Box>()
  for (const node of nodes) boxes.set(node.id, { id: node.id, node, layer: 0, x: 0, y: 0, width: nodeWidth, height: nodeHeight })
  const links: Link[] = []
  for (const { from, to, label } of edges) {
    const source = boxes.get(from)
    if (!source) continue
    let target = boxes.get(to)
    if (!target) {
      // Each box leaves by a small box of its own: one shared end would draw lines across everything.
      const id = `${from} > ${to}`
      target = boxes.get(id) ?? { id, leaves: to, layer: 0, x: 0, y: 0, width: leaveWidth, height: leaveHeight }
      boxes.set(id, target)
    }
    links.push({ from: source, to: target, label: label ?? '' })
  }
  return { boxes: [...boxes.values()], links }
}

function linksFrom(links: readonly Link[]): Map<Box, Link[]> {
  const out = new Map<Box, Link[]>()
  for (const link of links) out.set(link.from, [...(out.get(link.from) ?? []), link])
  return out
}

/** Links that lead back to where the way came from. */
function backLinks(boxes: readonly Box[], links: readonly Link[]): Set<Link> {
  const back = new Set<Link>()
  const state = new Map<Box, 'open' | 'done'>()
  const out = linksFrom(links)
  for (const box of boxes) {
    if (state.has(box)) continue
    const way: { box: Box; next: number }[] = [{ box, next: 0 }]
    state.set(box, 'open')
    while (way.length > 0) {
      const step = way.at(-1)!
      const link = out.get(step.box)?.[step.next++]
      if (!link) {
        state.set(step.box, 'done')
        way.pop()
      } else if (state.get(link.to) === 'open') back.add(link)
      else if (!state.has(link.to)) {
        state.set(link.to, 'open')
        way.push({ box: link.to, next: 0 })
      }
    }
  }
  return back
}

function layer(boxes: readonly Box[], links: readonly Link[]): void {
  const waiting = new Map(boxes.map((box) => [box, 0]))
  for (const { to } of links) waiting.set(to, waiting.get(to)! + 1)
  const out = linksFrom(links)
  const ready = boxes.filter((box) => waiting.get(box) === 0)
  for (let box = ready.shift(); box; box = ready.shift()) {
    for (const { to } of out.get(box) ?? []) {
      to.layer = Math.max(to.layer, box.layer + 1)
      waiting.set(to, waiting.get(to)! - 1)
      if (waiting.get(to) === 0) ready.push(to)
    }
  }
}

interface Way {
  link: Link
  /** The spots it passes, its ends among them. */
  spots: Spot[]
}

/** Lines over several layers pass each of them at a spot of their own, so that no box stands on them. */
function weave(boxes: readonly Box[], links: readonly Link[]): { layers: Spot[][]; ways: Way[] } {
  const spots = new Map(boxes.map((box): [Box, Spot] => [box, { id: box.id, layer: box.layer, width: box.width, x: 0, up: [], down: [], box }]))
  const layers: Spot[][] = []
  const enter = (spot: Spot): void => void (layers[spot.layer] ??= []).push(spot)
  for (const spot of spots.values()) enter(spot)
  const ways = links.map((link, n): Way => {
    const passed = [spots.get(link.from)!]
    for (let at = link.from.layer + 1; at < link.to.layer; at++) {
      const pass: Spot = { id: `${n}@${at}`, layer: at, width: passWidth, x: 0, up: [], down: [] }
      enter(pass)
      passed.push(pass)
    }
    passed.push(spots.get(link.to)!)
    for (let at = 1; at < passed.length; at++) {
      passed[at - 1]!.down.push(passed[at]!)
      passed[at]!.up.push(passed[at - 1]!)
    }
    return { link, spots: passed }
  })
  return { layers: layers.filter(Boolean), ways }
}

/** Fewer crossings: each spot moves to the middle of its neighbours, layer by layer, down and up. */
function order(layers: Spot[][]): void {
  const seat = new Map<Spot, number>()
  const sit = (spots: Spot[]): void => spots.forEach((spot, n) => seat.set(spot, n))
  layers.forEach(sit)
  const sweep = (spots: Spot[], side: 'up' | 'down'): void => {
    const middle = new Map(
      spots.map((spot) => [spot, spot[side].length === 0 ? seat.get(spot)! : spot[side].reduce((sum, one) => sum + seat.get(one)!, 0) / spot[side].length]),
    )
    spots.sort((a, b) => middle.get(a)! - middle.get(b)! || seat.get(a)! - seat.get(b)!)
    sit(spots)
  }
  for (let round = 0; round < 4; round++) {
    for (const spots of layers.slice(1)) sweep(spots, 'up')
    for (const spots of layers.slice(0, -1).reverse()) sweep(spots, 'down')
  }
  for (const spots of layers.slice(1)) sweep(spots, 'up')
}

/** Seats each spot as near to the middle of its neighbours as the others in its layer let it. */
function place(layers: Spot[][]): void {
  for (const spots of layers) settle(spots, spots.map((_, n) => n))
  for (let round = 0; round < 8; round++) {
    const isDown = round % 2 === 0
    const side = isDown ? 'up' : 'down'
    for (const spots of isDown ? layers : [...layers].reverse())
      settle(
        spots,
        spots.map((spot) => middleOf(spot[side]) ?? spot.x),
      )
  }
}

/** The middle of neighbours; those by which the flow leaves don't count beside others. */
function middleOf(spots: readonly Spot[]): number | undefined {
  const staying = spots.filter(({ box }) => box?.leaves === undefined)
  const counted = staying.length > 0 ? staying : spots
  return counted.length === 0 ? undefined : counted.reduce((sum, { x }) => sum + x, 0) / counted.length
}

/** Small boxes give way to nodes, so that the flow's main line stays straight. */
const weightOf = ({ box }: Spot): number => (box?.node ? 12 : 1)

/** The wished places with room between: clusters that would overlap share their mean shift. */
function settle(spots: readonly Spot[], wished: readonly number[]): void {
  const clusters: { first: number; offsets: number[]; wish: number; width: number; weight: number }[] = []
  for (const [n, wish] of wished.entries()) {
    clusters.push({ first: n, offsets: [0], wish, width: 0, weight: weightOf(spots[n]!) })
    while (clusters.length > 1) {
      const [before, last] = [clusters.at(-2)!, clusters.at(-1)!]
      const step = (spots[last.first - 1]!.width + spots[last.first]!.width) / 2 + gapX
      if (last.wish - before.wish - before.width >= step) break
      const shift = before.width + step
      before.wish = (before.wish * before.weight + (last.wish - shift) * last.weight) / (before.weight + last.weight)
      before.weight += last.weight
      before.offsets.push(...last.offsets.map((offset) => offset + shift))
      before.width = shift + last.width
      clusters.pop()
    }
  }
  for (const { first, offsets, wish } of clusters) for (const [n, offset] of offsets.entries()) spots[first + n]!.x = wish + offset
}

/** Everything begins at the margin; from here on places are those of the drawing. */
function fromLeft(spots: readonly Spot[]): void {
  const left = Math.min(...spots.map(({ x, width }) => x - width / 2))
  for (const spot of spots) {
    spot.x = Math.round(spot.x - left) + margin
    if (!spot.box) continue
    spot.box.x = spot.x - spot.width / 2
    spot.box.y = topOf(spot.layer)
  }
}

const topOf = (layer: number): number => margin + layer * (nodeHeight + gapY)

function draw(boxes: Box[], ways: readonly Way[], back: readonly Link[]): Drawing {
  const spots = ways.flatMap((way) => way.spots)
  const right = Math.max(0, ...boxes.map(({ x, width }) => x + width), ...spots.map(({ x }) => x))
  const turns = back.map((link, n) => around(link, right + 26 + n * 14))
  return {
    boxes,
    lines: [...ways.map(along), ...turns],
    width: right + margin + (back.length > 0 ? 20 + back.length * 14 : 0),
    height: Math.max(0, ...boxes.map(({ y, height }) => y + height)) + margin,
  }
}

function along({ link, spots }: Way): Line {
  const points = spots.map(({ x, layer, box }) => ({ x, in: topOf(layer), out: topOf(layer) + (box?.height ?? nodeHeight) }))
  let path = `M${round(points[0]!.x)} ${points[0]!.out}`
  for (let at = 1; at < points.length; at++) {
    const [a, b] = [points[at - 1]!, points[at]!]
    const bend = (b.in - a.out) / 2
    path += ` C${round(a.x)} ${a.out + bend} ${round(b.x)} ${b.in - bend} ${round(b.x)} ${b.in}`
    if (at < points.length - 1) path += ` V${b.out}`
  }
  const [a, b] = [points[0]!, points[1]!]
  return {
    from: link.from.id,
    to: link.to.id,
    label: link.label,
    path,
    labelX: round(a.x + (b.x - a.x) * 0.8),
    labelY: round(a.out + (b.in - a.out) * 0.64),
    isBack: false,
  }
}

/** A line back goes round everything: between the layers to the side, up, and between the layers back in. */
function around(link: Link, x: number): Line {
  const [fromX, toX] = [link.from.x + link.from.width / 2 + turn, link.to.x + link.to.width / 2 + turn]
  const [below, above] = [link.from.y + link.from.height + turn, link.to.y - turn]
  const path = [
    `M${fromX} ${link.from.y + link.from.height}`,
    `Q${fromX} ${below} ${fromX + turn} ${below}`,
    `H${x - turn} Q${x} ${below} ${x} ${below - turn}`,
    `V${above + turn} Q${x} ${above} ${x - turn} ${above}`,
    `H${toX + turn} Q${toX} ${above} ${toX} ${link.to.y}`,
  ].join(' ')
  return { from: link.from.id, to: link.to.id, label: link.label, path, labelX: x, labelY: (below + above) / 2, isBack: true }
}

const round = (value: number): number => Math.round(value * 10) / 10
