import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Field, Input } from '@fluentui/react-components'
import { useState, type FormEvent } from 'react'
import { useAuthoring } from './authoring'
import { nameOf } from './names'

/** Another path for a file. Topics call each other by their names, so those that call it are named. */
export function RenameDialog({ path, close }: { path: string; close: () => void }) {
  const { draft, now, open } = useAuthoring()
  const [typed, setTyped] = useState(path)
  const to = typed.trim()
  const isTaken = to !== path && now.files.some((file) => file.path.toLowerCase() === to.toLowerCase() && file.path !== path)
  const wrong = isTaken ? 'Another file has this path.' : /\.ya?ml$/i.test(to) ? undefined : 'A path ends in .yml or .yaml.'
  const name = nameOf(path)
  const callers = now.files.filter(({ text }) => new RegExp(`\\bdialog:.*\\b${name.replace(/[^\p{L}\p{N}_]/gu, '.')}\\b`, 'u').test(text))

  const rename = (event: FormEvent): void => {
    event.preventDefault()
    if (wrong) return
    if (to !== path) draft.rename(path, to)
    close()
    open(to)
  }

  return (
    <Dialog open onOpenChange={(_, data) => !data.open && close()}>
      <DialogSurface>
        <form onSubmit={rename}>
          <DialogBody>
            <DialogTitle>Rename {name}</DialogTitle>
            <DialogContent>
              <Field
                label="Path"
                {...(wrong && { validationState: 'error' as const, validationMessage: wrong })}
                {...(callers.length > 0 && { hint: `Called by ${callers.map((file) => nameOf(file.path)).join(', ')}: change it there too.` })}
              >
                <Input autoFocus value={typed} maxLength={200} onChange={(_, { value }) => setTyped(value)} />
              </Field>
            </DialogContent>
            <DialogActions>
              <Button onClick={close}>Leave it</Button>
              <Button type="submit" appearance="primary" disabledFocusable={wrong !== undefined}>
                Rename
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
