import { ArrowLeftRegular } from '@fluentui/react-icons'
import { Button, Tooltip } from '@fluentui/react-components'
import { Suspense, useEffect, useRef } from 'react'
import type { Me } from '../hub/wire'
import { back, isPlainClick, openSetup, setupAddress, usePlace } from '../look/place'
import { pages } from './pages'
import styles from './Setup.module.css'

/** Where administrators set Baton up: a tree of what can be set up, and a page of it. */
export default function Setup({ me }: { me: Me }) {
  const { setup: id = '' } = usePlace()
  const [name = '', ...under] = id.split('/')
  const isWhole = under.length > 1   // one name is a record, which its page opens; what is under that has a page of its own
  const shown = isWhole ? id : name
  const page = pages.find((one) => one.id === name) ?? pages[0]!
  const canChange = me.role === 'administrator'
  const heading = useRef<HTMLDivElement>(null)
  const before = useRef(shown)

  // A new page is read from its top, by eyes and by screen readers.
  useEffect(() => {
    if (before.current === shown) return
    before.current = shown
    heading.current?.scrollTo(0, 0)
    heading.current?.focus()
  }, [shown])

  return (
    <section id="setup" className={styles.setup} data-page={page.id !== ''} data-whole={isWhole} aria-label="Setup">
      <nav className={styles.tree} aria-label="Setup">
        <h2>Setup</h2>
        <ul>
          {pages.map(({ id: other, group, name, glyph: Glyph }, at) => (
            <li key={other}>
              {group && group !== pages[at - 1]!.group && <span className={styles.group}>{group}</span>}
              <a
                href={setupAddress(other)}
                aria-current={other === page.id ? 'page' : undefined}
                onClick={(event) => {
                  if (isPlainClick(event)) openSetup(other)
                }}
              >
                <Glyph aria-hidden />
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div ref={heading} className={styles.page} tabIndex={-1} role="region" aria-label={`Setup: ${page.name}`}>
        {page.id !== '' && !isWhole && (
          <Tooltip content={under.length > 0 ? `Back to ${page.name}` : 'All of the set-up'} relationship="label">
            <Button className={styles.back} appearance="subtle" icon={<ArrowLeftRegular />} onClick={back} />
          </Tooltip>
        )}
        <Suspense fallback={<p className={styles.opening} role="status">Opening…</p>}>
          <page.show key={page.id} canChange={canChange} />
        </Suspense>
      </div>
    </section>
  )
}
