import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Field, Textarea } from '@fluentui/react-components'
import { useState } from 'react'
import { problemFrom } from '../../../../hub/api'
import { tell } from '../../../../look/notices'
import { load } from '../../../loaded'
import { errorsOf, useAuthoring } from '../authoring'
import { changesBetween } from '../changes'
import { nameOf } from '../names'
import topics from '../Topics.module.css'
import { Changes } from './Changes'

const shownMax = 5

/** Shows what visitors will meet from now on; while errors stand it says where instead. */
export default function PublishDialog({ close }: { close: () => void }) {
  const { bot, draft, now, checked, open } = useAuthoring()
  const [note, setNote] = useState('')
  const [isDoing, setDoing] = useState(false)
  const [refused, setRefused] = useState<string>()
  const errors = errorsOf(checked)
  const failed = checked.report?.results.filter(({ passed }) => !passed) ?? []
  const changes = changesBetween(now.published, now.files)
  const isReady = errors.length === 0 && changes.length > 0 && checked.of === now.files

  const publish = async (): Promise<void> => {
    setDoing(true)
    setRefused(undefined)
    try {
      const n = await draft.publish(note.trim())
      tell(`Version ${n} is live. Visitors who already talk finish on the version they began.`)
      void load(`/bots/${bot.id}/topics/versions?limit=20`)
      close()
    } catch (error) {
      setRefused(problemFrom(error).message)
      setDoing(false)
    }
  }

  return (
    <Dialog open onOpenChange={(_, data) => !data.open && close()}>
      <DialogSurface className={topics.wideDialog}>
        <DialogBody>
          <DialogTitle>Publish the topics of {bot.name}</DialogTitle>
          <DialogContent className={topics.form} tabIndex={0}>
            {errors.length > 0 ? (
              <div role="alert" className={topics.form}>
                <p>Mend {errors.length === 1 ? 'this error' : `these ${errors.length} errors`} first; visitors would meet {errors.length === 1 ? 'it' : 'them'}.</p>
                <ul className={topics.errors}>
                  {errors.slice(0, shownMax).map(({ path, line, column, message }, n) => (
                    <li key={n}>
                      <button
                        type="button"
                        className={topics.name}
                        onClick={() => {
                          close()
                          open(path, line, column)
                        }}
                      >
                        {nameOf(path)}, line {line}
                      </button>
                      : {message}
                    </li>
                  ))}
                </ul>
              </div>
            ) : (
              <>
                <Changes changes={changes} label="What changes" />
                {failed.length > 0 && (
                  <p className={topics.wrong}>
                    {failed.length === 1 ? 'A test chat fails' : `${failed.length} test chats fail`}: {failed.map(({ name }) => name).join(', ')}.
                  </p>
                )}
                <Field label="Note" hint="What changed and why, for those who look at the versions later.">
                  <Textarea rows={2} maxLength={500} value={note} onChange={(_, { value }) => setNote(value)} />
                </Field>
              </>
            )}
            {refused && (
              <p role="alert" className={topics.wrong}>
                {refused}
              </p>
            )}
          </DialogContent>
          <DialogActions>
            <Button onClick={close}>Leave it</Button>
            <Button appearance="primary" disabledFocusable={!isReady || isDoing} onClick={() => isReady && !isDoing && void publish()}>
              {isDoing ? 'Publishing…' : 'Publish'}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
