import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, Tooltip } from '@fluentui/react-components'
import { ArrowLeftRegular, CloudArrowUpRegular, MoreHorizontalRegular } from '@fluentui/react-icons'
import { lazy, Suspense, useState } from 'react'
import { problemFrom } from '../../../hub/api'
import { tell, tellProblem } from '../../../look/notices'
import { openSetup } from '../../../look/place'
import { Confirm, Standing } from '../../parts'
import { errorsOf, useAuthoring } from './authoring'
import { changedPaths } from './mend'
import styles from './Topics.module.css'

const PublishDialog = lazy(() => import('./versions/PublishDialog'))

/** Whose topics these are, whether they are saved and live, and the way to publish them. */
export function Head({ topic }: { topic: string | undefined }) {
  const { bot, canChange, draft, now } = useAuthoring()
  const [dialog, setDialog] = useState<'publish' | 'throw'>()
  const changed = changedPaths(now.published, now.files).length
  const back = (): void => (topic === undefined ? openSetup('bots') : openSetup(`bots/${bot.id}/topics`))

  const throwAway = async (): Promise<void> => {
    try {
      await draft.throwAway()
      tell('The draft is gone; the topics are those that are live.')
    } catch (error) {
      tellProblem(problemFrom(error).message)
    }
    setDialog(undefined)
  }

  return (
    <header className={styles.head}>
      <Tooltip content={topic === undefined ? 'All bots' : 'All topics'} relationship="label">
        <Button appearance="subtle" icon={<ArrowLeftRegular />} onClick={back} />
      </Tooltip>
      <div className={styles.title}>
        <h2>
          <bdi>{bot.name}</bdi>: topics
        </h2>
        <State changed={changed} />
      </div>
      {canChange && (
        <div className={styles.deeds}>
          <Tooltip relationship="description" content={changed === 0 ? 'Everything is live already.' : 'Shows what changes, then makes it live'}>
            <Button
              appearance="primary"
              icon={<CloudArrowUpRegular />}
              disabledFocusable={changed === 0}
              onClick={() => changed > 0 && setDialog('publish')}
            >
              Publish
            </Button>
          </Tooltip>
          <Menu>
            <MenuTrigger disableButtonEnhancement>
              <Tooltip content="More" relationship="label">
                <Button appearance="subtle" icon={<MoreHorizontalRegular />} />
              </Tooltip>
            </MenuTrigger>
            <MenuPopover>
              <MenuList>
                <MenuItem disabled={changed === 0} onClick={() => setDialog('throw')}>
                  Throw the draft away
                </MenuItem>
              </MenuList>
            </MenuPopover>
          </Menu>
        </div>
      )}
      <Suspense>{dialog === 'publish' && <PublishDialog close={() => setDialog(undefined)} />}</Suspense>
      {dialog === 'throw' && (
        <Confirm title="Throw the draft away?" deed="Throw it away" cancel={() => setDialog(undefined)} confirm={() => void throwAway()}>
          <p>{changed === 1 ? 'One file goes' : `${changed} files go`} back to what is live. Nobody can bring the draft back.</p>
        </Confirm>
      )}
    </header>
  )
}

function State({ changed }: { changed: number }) {
  const { canChange, draft, now, checked } = useAuthoring()
  const errors = errorsOf(checked).length
  if (now.is === 'failed')
    return (
      <div className={styles.state}>
        <Standing tone="wrong">Not saved. {now.problem} Your words are kept here.</Standing>
        <Button size="small" onClick={() => void draft.save()}>
          Save again
        </Button>
      </div>
    )
  const saved = { saved: 'saved', typed: 'not saved yet', saving: 'saving…', failed: '' }[now.is]
  if (!canChange) return <Standing tone="off">You may read and test; administrators change.</Standing>
  if (errors > 0) return <Standing tone="wrong">{`Draft ${saved}. ${errors === 1 ? 'One error keeps' : `${errors} errors keep`} it from being published.`}</Standing>
  if (changed === 0) return <Standing tone={now.published.length === 0 ? 'off' : 'well'}>{now.published.length === 0 ? 'Nothing is live yet.' : 'Everything is live.'}</Standing>
  return <Standing tone="warning">{`Draft ${saved}. ${changed === 1 ? 'One file differs' : `${changed} files differ`} from what is live.`}</Standing>
}
