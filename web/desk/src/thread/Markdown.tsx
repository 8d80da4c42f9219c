import { lexer, type Token, type Tokens } from 'marked'
import { Fragment, memo, type ReactNode } from 'react'
import styles from './Markdown.module.css'

/** Markdown as React elements. HTML in it stays text: nothing here is ever handed to the browser as markup. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return <div className={styles.markdown}>{blocks(lexer(text, { gfm: true, breaks: true }))}</div>
})

function blocks(tokens: readonly Token[]): ReactNode[] {
  return tokens.map((token, at) => <Fragment key={at}>{block(token)}</Fragment>)
}

function block(token: Token): ReactNode {
  switch (token.type) {
    case 'space':
      return null
    case 'paragraph':
      return <p>{inline(token.tokens)}</p>
    case 'heading':
      return <p className={styles.heading}>{inline(token.tokens)}</p>
    case 'code':
      return <pre>{(token as Tokens.Code).text}</pre>
    case 'blockquote':
      return <blockquote>{blocks(token.tokens ?? [])}</blockquote>
    case 'list':
      return list(token as Tokens.List)
    case 'hr':
      return <hr />
    case 'table':
      return table(token as Tokens.Table)
    case 'text':
      return token.tokens ? <>{inline(token.tokens)}</> : words(token)
    default:
      return <p>{token.raw}</p>
  }
}

function list({ ordered, start, items }: Tokens.List): ReactNode {
  const rows = items.map((item, at) => <li key={at}>{blocks(item.tokens)}</li>)
  return ordered ? <ol start={start || 1}>{rows}</ol> : <ul>{rows}</ul>
}

function table({ header, rows }: Tokens.Table): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          {header.map((cell, at) => (
            <th key={at}>{inline(cell.tokens)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={at}>
            {row.map((cell, column) => (
              <td key={column}>{inline(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function inline(tokens: readonly Token[] = []): ReactNode[] {
  return tokens.map((token, at) => <Fragment key={at}>{span(token)}</Fragment>)
}

function span(token: Token): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inline(token.tokens)}</strong>
    case 'em':
      return <em>{inline(token.tokens)}</em>
    case 'del':
      return <del>{inline(token.tokens)}</del>
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>
    case 'br':
      return <br />
    case 'link':
      return <Link href={(token as Tokens.Link).href}>{inline(token.tokens)}</Link>
    case 'image':
      return <Link href={(token as Tokens.Image).href}>{(token as Tokens.Image).text || 'picture'}</Link>
    case 'text':
      return token.tokens ? <>{inline(token.tokens)}</> : words(token)
    case 'escape':
      return (token as Tokens.Escape).text
    default:
      return token.raw
  }
}

function words(token: Token): string {
  return (token as Tokens.Text).text
}

function Link({ href, children }: { href: string; children: ReactNode }) {
  if (!isSafe(href)) return <>{children}</>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

/** Links lead to pages, mailboxes and phones; anything else stays text. */
export function isSafe(href: string): boolean {
  return /^(https?:|mailto:|tel:)/i.test(href)
}
