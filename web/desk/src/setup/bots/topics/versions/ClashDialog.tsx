import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Radio, RadioGroup } from '@fluentui/react-components'
import { useState } from 'react'
import { useAuthoring } from '../authoring'
import { nameOf } from '../names'
import topics from '../Topics.module.css'
import { Compare } from './Compare'

/** Somebody saved the same topics in between: whose words stay is decided here, and nothing is saved before. */
export default function ClashDialog() {
  const { draft, now } = useAuthoring()
  const [choices, setChoices] = useState<Record<string, 'mine' | 'theirs'>>({})
  const { clash } = now
  if (!clash) return null
  const by = clash.by ?? 'Somebody else'
  return (
    <Dialog open modalType="alert">
      <DialogSurface className={topics.wideDialog}>
        <DialogBody>
          <DialogTitle>{by} changed the same topics</DialogTitle>
          <DialogContent className={topics.form} tabIndex={0}>
            <p>They were saved while you wrote. Say which words stay; everything else is joined already. Lines without a number are theirs, marked lines with one are yours.</p>
            {clash.clashes.map(({ path, mine, theirs }) => (
              <section key={path} className={topics.form} aria-label={nameOf(path)}>
                <RadioGroup
                  layout="horizontal"
                  aria-label={`${nameOf(path)}: which words stay`}
                  value={choices[path] ?? 'mine'}
                  onChange={(_, { value }) => setChoices({ ...choices, [path]: value as 'mine' | 'theirs' })}
                >
                  <b className={topics.clash}>{nameOf(path)}</b>
                  <Radio value="mine" label={mine === null ? 'Mine: removed' : 'Mine'} />
                  <Radio value="theirs" label={theirs === null ? 'Theirs: removed' : 'Theirs'} />
                </RadioGroup>
                <Compare label={`${nameOf(path)}: theirs, and mine`} before={theirs ?? ''} after={mine ?? ''} isSideBySide={false} />
              </section>
            ))}
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={() => void draft.decide(choices)}>
              Save it so
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
