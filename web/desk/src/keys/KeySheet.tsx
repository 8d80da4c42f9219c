import { Button, Dialog, DialogBody, DialogContent, DialogSurface, DialogTitle, DialogTrigger } from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons'
import { hideDialog } from '../desk/dialogs'
import { useActions, type Action } from './actions'
import styles from './KeySheet.module.css'

const fixed: Pick<Action, 'label' | 'key' | 'group'>[] = [
  { label: 'Open the conversation', key: 'Enter', group: 'Go to' },
  { label: 'One step back', key: 'Esc', group: 'Go to' },
  { label: 'Send what is written', key: 'Ctrl Enter', group: 'Conversation' },
]

/** All keys, by what they are for. */
export default function KeySheet() {
  const keyed = [...useActions(), ...fixed].filter((action) => action.key)
  const groups = [...new Set(keyed.map((action) => action.group))]
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && hideDialog()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle
            action={
              <DialogTrigger action="close">
                <Button appearance="subtle" icon={<DismissRegular />} aria-label="Close" />
              </DialogTrigger>
            }
          >
            Keys
          </DialogTitle>
          <DialogContent className={styles.groups} tabIndex={0}>
            {groups.map((group) => (
              <section key={group}>
                <h3>{group}</h3>
                <dl>
                  {keyed
                    .filter((action) => action.group === group)
                    .map((action) => (
                      <div key={action.label} className={styles.line}>
                        <dt>{action.label}</dt>
                        <dd>
                          {action.key!.split(' ').map((part) => (
                            <kbd key={part}>{part}</kbd>
                          ))}
                        </dd>
                      </div>
                    ))}
                </dl>
              </section>
            ))}
            <p className={styles.hint}>Keys rest while you type. Esc leaves the box.</p>
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
