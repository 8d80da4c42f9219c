import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Field, Textarea } from '@fluentui/react-components'
import { useState } from 'react'
import { post, problemFrom } from '../../../hub/api'
import { tell } from '../../../look/notices'
import { load } from '../../loaded'
import type { BotSetting } from '../../wire'
import topics from '../topics/Topics.module.css'
import { changesOf } from './program'
import PromptDiff from './PromptDiff'
import type { AiBotNow } from './wire'

/** Shows what visitors will meet from now on. */
export default function PublishDialog({ bot, now, close }: { bot: BotSetting; now: AiBotNow; close: () => void }) {
  const [note, setNote] = useState('')
  const [isDoing, setDoing] = useState(false)
  const [refused, setRefused] = useState<string>()
  const changes = changesOf(now.live, now.draft)

  const publish = async (): Promise<void> => {
    setDoing(true)
    setRefused(undefined)
    try {
      const { n } = await post<{ n: number }>(`/bots/${bot.id}/ai/publish`, { revision: now.revision, note: note.trim() || undefined })
      await load(`/bots/${bot.id}/ai`)
      tell(`Version ${n} is live. Visitors who already talk finish on the version they began.`)
      close()
    } catch (error) {
      setRefused(problemFrom(error).message)
      setDoing(false)
    }
  }

  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface className={topics.wideDialog}>
        <DialogBody>
          <DialogTitle>Publish {bot.name}</DialogTitle>
          <DialogContent className={topics.form} tabIndex={0}>
            <p>{changes.length > 0 ? `What changes: ${changes.join(' · ')}.` : 'Nothing differs from what is live.'}</p>
            {now.live && now.live.prompt !== now.draft.prompt && <PromptDiff label="What changes in the prompt" before={now.live.prompt} after={now.draft.prompt} />}
            <Field label="Note" hint="What changed and why, for those who look at the versions later.">
              <Textarea rows={2} maxLength={500} value={note} onChange={(_, { value }) => setNote(value)} />
            </Field>
            {refused && (
              <p role="alert" className={topics.wrong}>
                {refused}
              </p>
            )}
          </DialogContent>
          <DialogActions>
            <Button onClick={close}>Leave it</Button>
            <Button appearance="primary" disabledFocusable={isDoing} onClick={() => !isDoing && void publish()}>
              {isDoing ? 'Publishing…' : 'Publish'}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
