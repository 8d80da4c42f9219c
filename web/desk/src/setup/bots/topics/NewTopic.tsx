import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Field, Input, Radio, RadioGroup } from '@fluentui/react-components'
import { useState, type FormEvent } from 'react'
import { useAuthoring } from './authoring'
import { freePath, usualFolder } from './names'
import { fileName, templates } from './templates'
import styles from './Topics.module.css'

/** A new topic begins as one of a few shapes, and opens at once. */
export function NewTopic({ close }: { close: () => void }) {
  const { draft, now, open } = useAuthoring()
  const [id, setId] = useState(templates[0]!.id)
  const [name, setName] = useState('')
  const template = templates.find((one) => one.id === id)!

  const make = (event: FormEvent): void => {
    event.preventDefault()
    const called = name.trim() || template.name
    const path = freePath(now.files, usualFolder(now.files), fileName(called), '.mcs.yml')
    draft.write(path, template.text(called))
    close()
    open(path)
  }

  return (
    <Dialog open onOpenChange={(_, data) => !data.open && close()}>
      <DialogSurface>
        <form onSubmit={make}>
          <DialogBody>
            <DialogTitle>New topic</DialogTitle>
            <DialogContent className={styles.form}>
              <Field label="What it is about">
                <Input autoFocus placeholder={template.name} value={name} maxLength={80} onChange={(_, { value }) => setName(value)} />
              </Field>
              <Field label="Begin with">
                <RadioGroup value={id} onChange={(_, { value }) => setId(value)}>
                  {templates.map((one) => (
                    <Radio
                      key={one.id}
                      value={one.id}
                      label={
                        <>
                          <b>{one.title}</b>
                          <br />
                          <small>{one.about}</small>
                        </>
                      }
                    />
                  ))}
                </RadioGroup>
              </Field>
            </DialogContent>
            <DialogActions>
              <Button onClick={close}>Leave it</Button>
              <Button type="submit" appearance="primary">
                Make the topic
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
