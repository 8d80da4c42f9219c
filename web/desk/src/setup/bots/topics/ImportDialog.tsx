import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Radio, RadioGroup } from '@fluentui/react-components'
import { useState, type ChangeEvent } from 'react'
import { problemFrom } from '../../../hub/api'
import { tell } from '../../../look/notices'
import { useAuthoring } from './authoring'
import { join, readChosen, type Imported } from './importing'
import { isSame } from './mend'
import { nameOf } from './names'
import styles from './Topics.module.css'

/** Brings topics in from files, a folder or a zip. They join the draft; visitors meet them once it is published. */
export function ImportDialog({ close }: { close: () => void }) {
  const { bot, draft, now } = useAuthoring()
  const [imported, setImported] = useState<Imported>()
  const [isWhole, setWhole] = useState(false)
  const [problem, setProblem] = useState<string>()
  const joining = imported && join(now.files, imported.files, isWhole)
  const isNothing = joining !== undefined && isSame(joining.files, now.files)

  const choose = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const input = event.currentTarget
    setProblem(undefined)
    try {
      setImported(await readChosen(`/bots/${bot.id}/topics`, [...(input.files ?? [])]))
    } catch (error) {
      setProblem(problemFrom(error).message)
    }
    input.value = ''
  }

  const take = (): void => {
    const before = now.files
    draft.type(joining!.files)
    const count = countOf(imported!.files.length)
    tell(`${count[0]!.toUpperCase()}${count.slice(1)} joined the draft.`, { label: 'Undo', run: () => draft.type(before) })
    close()
  }

  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Import topics</DialogTitle>
          <DialogContent className={styles.form}>
            <p>From Copilot Studio: single topics, a workspace of its extension, a solution export, or a zip of either. They run here unchanged.</p>
            <label className={styles.file}>
              Files or a zip
              <input type="file" multiple accept=".yml,.yaml,.zip" onChange={(event) => void choose(event)} />
            </label>
            <label className={styles.file}>
              A folder
              <input type="file" multiple {...{ webkitdirectory: '' }} onChange={(event) => void choose(event)} />
            </label>
            {problem && (
              <p role="alert" className={styles.wrong}>
                {problem}
              </p>
            )}
            {imported && joining && (
              <>
                {now.files.length > 0 && (
                  <RadioGroup aria-label="The topics that are there" value={isWhole ? 'whole' : 'join'} onChange={(_, { value }) => setWhole(value === 'whole')}>
                    <Radio value="join" label="Keep the topics that are there" />
                    <Radio value="whole" label="Put these in the place of all of them" />
                  </RadioGroup>
                )}
                {isNothing && <p role="status">All of them are here already, word for word.</p>}
                <dl className={styles.joining} role="status">
                  <Names title="New" paths={joining.added} />
                  <Names title="Replaced" paths={joining.replaced} />
                  <Names title="Removed" paths={joining.removed} />
                </dl>
                {imported.problems.map(({ path, line, message }, n) => (
                  <p key={n} className={styles.wrong}>
                    {nameOf(path)}, line {line}: {message}
                  </p>
                ))}
              </>
            )}
          </DialogContent>
          <DialogActions>
            <Button onClick={close}>Leave it</Button>
            <Button appearance="primary" disabledFocusable={!joining || isNothing} onClick={() => joining && !isNothing && take()}>
              {imported ? `Import ${countOf(imported.files.length)}` : 'Import'}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

function Names({ title, paths }: { title: string; paths: readonly string[] }) {
  if (paths.length === 0) return null
  return (
    <div>
      <dt>
        {title} ({paths.length})
      </dt>
      <dd>{paths.map(nameOf).join(', ')}</dd>
    </div>
  )
}

const countOf = (files: number): string => (files === 1 ? 'one file' : `${files} files`)
