/** Where somebody writes in a topic: what is being typed, and in which node. */
export interface Spot {
  is: 'key' | 'value' | 'formula'
  /** The kind of the node or part that encloses the place. */
  kind: string | undefined
  /** The property whose value, or whose list, the place is in: "actions", "beginDialog". */
  parent: string | undefined
  /** The property that is typed or whose value is typed. */
  property: string | undefined
  /** The properties that are there already. */
  keys: string[]
  /** Where the word begins that is being typed. */
  from: number
  /** Whether a new item of a list begins here. */
  isItem: boolean
  /** The column where properties of this node stand. */
  indent: number
}

interface Line {
  text: string
  isBlank: boolean
  /** The column of the dash that begins an item. */
  dash: number | undefined
  /** The column of the first thing that is no dash. */
  indent: number
  key: string | undefined
  value: string
}

const keyed = /^(\s*)((?:- +)*)("[^"]*"|'[^']*'|[^\s:#"'{[][^:#]*?)\s*:(?:\s+(.*)|)$/
const block = /^[|>][-+0-9]*\s*$/

/** Reads lines, not a tree: while somebody types, a topic is rarely sound. */
export function spotAt(text: string, position: number): Spot {
  const start = text.lastIndexOf('\n', position - 1) + 1
  const before = text.slice(start, position)
  const lines = text.split('\n')
  const row = text.slice(0, start).split('\n').length - 1
  return insideBlock(lines, row, before, position) ?? onLine(lines, row, before, start, position)
}

function onLine(lines: string[], row: number, before: string, start: number, position: number): Spot {
  const given = keyed.exec(before)
  if (given) {
    const indent = given[1]!.length + given[2]!.length
    const value = given[4] ?? ''
    const node = nodeAround(lines, row, indent)
    const shared = { ...node, property: unquoted(given[3]!), indent, isItem: false }
    if (isFormula(value)) return { ...shared, is: 'formula', from: position - wordOf(value).length }
    return { ...shared, is: 'value', from: position - value.length }
  }
  const [, blank = '', dashes = '', word = ''] = /^(\s*)((?:- *)*)(.*)$/.exec(before) ?? []
  const indent = blank.length + (dashes.endsWith('-') ? dashes.length + 1 : dashes.length)
  const node = nodeAround(lines, row, indent)
  const shared = { ...node, indent, isItem: dashes !== '' }
  if (isFormula(word)) return { ...shared, is: 'formula', property: node.parent, from: position - wordOf(word).length }
  return { ...shared, is: 'key', property: undefined, from: start + blank.length + dashes.length }
}

/** A text over several lines, begun by | or >; a formula when its first line begins with =. */
function insideBlock(lines: string[], row: number, before: string, position: number): Spot | undefined {
  let indent = /^\s*/.exec(lines[row]!)![0].length || Number.MAX_SAFE_INTEGER
  for (let at = row - 1; at >= 0; at--) {
    const line = read(lines[at]!)
    const column = line.dash ?? line.indent
    if (line.isBlank || column >= indent) continue
    indent = column
    if (line.key === undefined) continue
    if (!block.test(line.value)) return undefined
    const first = lines.slice(at + 1).find((one) => one.trim() !== '') ?? ''
    const written = [...lines.slice(at + 1, row), before].join('\n').trimStart()
    const isWhole = first.trimStart().startsWith('=')
    const shared = { ...nodeAround(lines, at, line.indent), property: line.key, isItem: false, indent: line.indent }
    if (!isWhole && !isFormula(written)) return { ...shared, is: 'value', from: position }
    return { ...shared, is: 'formula', from: position - wordOf(before).length }
  }
  return undefined
}

/** A value is a formula behind =, and in texts between { and }. */
function isFormula(value: string): boolean {
  if (/^["']?=/.test(value)) return true
  return value.lastIndexOf('{') > value.lastIndexOf('}')
}

const wordOf = (text: string): string => /[\p{L}_][\p{L}\p{N}_.]*$/u.exec(text)?.[0] ?? ''

/** The node whose properties stand at a column around a row, and what it is a value of. */
function nodeAround(lines: string[], row: number, indent: number): Pick<Spot, 'kind' | 'keys' | 'parent'> {
  const own = read(lines[row]!)
  const found: Line[] = own.key !== undefined && own.indent === indent ? [own] : []
  let parent: string | undefined
  let [isTop, dash] = [own.dash !== undefined && own.indent === indent, own.dash]
  for (let at = row - 1; at >= 0; at--) {
    const line = read(lines[at]!)
    if (line.isBlank) continue
    if (!isTop && line.indent === indent && line.key !== undefined) {
      found.push(line)
      if (line.dash !== undefined) [isTop, dash] = [true, line.dash]
      continue
    }
    // A list may stand at the column of the property that it is the value of.
    const column = isTop ? dash! : indent
    const isOwner = line.key !== undefined && (line.indent < column || (isTop && line.indent === column && line.dash === undefined && line.value === ''))
    if (!isOwner) continue
    parent = line.key
    break
  }
  for (let at = row + 1; at < lines.length; at++) {
    const line = read(lines[at]!)
    if (line.isBlank || line.indent > indent) continue
    if (line.indent < indent || line.dash !== undefined) break
    if (line.key !== undefined) found.push(line)
  }
  const kind = found.find(({ key }) => key === 'kind')?.value.trim()
  return { kind: kind === '' ? undefined : kind, keys: found.map(({ key }) => key!), parent }
}

function read(text: string): Line {
  const [lead = '', dashes = ''] = /^\s*((?:- +|-$)*)/.exec(text) ?? []
  const rest = text.slice(lead.length)
  const isBlank = rest.trim() === '' ? dashes === '' : rest.startsWith('#')
  const [, , , key, value = ''] = keyed.exec(text) ?? []
  return {
    text,
    isBlank,
    dash: dashes === '' ? undefined : lead.length - dashes.length,
    indent: lead.length,
    key: key === undefined ? undefined : unquoted(key),
    value: value.trim(),
  }
}

const unquoted = (key: string): string => key.replace(/^(["'])(.*)\1$/, '$2')
