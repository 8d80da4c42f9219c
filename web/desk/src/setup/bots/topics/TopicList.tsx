import { Button, Input } from '@fluentui/react-components'
import { AddRegular, ArrowDownloadRegular, ArrowImportRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import { Empty, TableBox } from '../../parts'
import { problemsOf, topicAt, useAuthoring } from './authoring'
import { ChatMark } from './ChatMark'
import { ImportDialog } from './ImportDialog'
import { isChat, isChatOf, nameOf, triggerName } from './names'
import { NewTopic } from './NewTopic'
import { Mark } from './Problems'
import styles from './Topics.module.css'

/** All topics of the bot, how each is doing, and the ways to more of them. */
export function TopicList() {
  const { bot, now, canChange } = useAuthoring()
  const [wanted, setWanted] = useState('')
  const [dialog, setDialog] = useState<'new' | 'import'>()
  const topics = now.files.filter(({ path }) => !isChat(path))
  const shown = topics.filter(({ path, text }) => `${nameOf(path)}\n${text}`.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase()))
  return (
    <>
      <div className={styles.tools}>
        {topics.length >= 5 && (
          <Input
            type="search"
            aria-label="Find a topic"
            placeholder="Find by name or words"
            value={wanted}
            onChange={(_, { value }) => setWanted(value)}
          />
        )}
        {canChange && (
          <>
            <Button icon={<AddRegular />} appearance={topics.length === 0 ? 'primary' : 'secondary'} onClick={() => setDialog('new')}>
              New topic
            </Button>
            <Button icon={<ArrowImportRegular />} onClick={() => setDialog('import')}>
              Import
            </Button>
          </>
        )}
        {now.saved.length > 0 && (
          <Button as="a" icon={<ArrowDownloadRegular />} href={`/api/v1/bots/${bot.id}/topics/export?draft=true`} download>
            Export
          </Button>
        )}
      </div>
      {topics.length === 0 ? (
        <Empty title="No topic yet">
          <p>
            A topic says what starts it and what the bot does then.{' '}
            {canChange ? 'Make the first one, or import those that you have in Copilot Studio.' : 'An administrator makes the first one.'} Until then
            the bot passes every conversation on.
          </p>
        </Empty>
      ) : shown.length === 0 ? (
        <p role="status">No topic has these words.</p>
      ) : (
        <Table paths={shown.map(({ path }) => path)} />
      )}
      {dialog === 'new' && <NewTopic close={() => setDialog(undefined)} />}
      {dialog === 'import' && <ImportDialog close={() => setDialog(undefined)} />}
    </>
  )
}

function Table({ paths }: { paths: readonly string[] }) {
  const { now, checked, open } = useAuthoring()
  const published = new Map(now.published.map(({ path, text }) => [path, text]))
  const texts = new Map(now.files.map(({ path, text }) => [path, text]))
  return (
    <TableBox label="Topics" className={styles.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">Topic</th>
            <th scope="col">Starts when</th>
            <th scope="col">Phrases</th>
            <th scope="col">Problems</th>
            <th scope="col">Test chats</th>
          </tr>
        </thead>
        <tbody>
          {paths.map((path) => {
            const topic = topicAt(checked, path)
            const problems = problemsOf(checked, path)
            const errors = problems.filter(({ isWarning }) => !isWarning).length
            const results = checked.report?.results.filter((result) => isChatOf(result.path, path)) ?? []
            return (
              <tr key={path}>
                <th scope="row">
                  <button type="button" className={styles.name} onClick={() => open(path)}>
                    <bdi>{nameOf(path)}</bdi>
                  </button>{' '}
                  {published.get(path) !== texts.get(path) && <span className={styles.tag}>{published.has(path) ? 'changed' : 'new'}</span>}
                </th>
                <td>{topic ? triggerName(topic.trigger) : '…'}</td>
                <td className={styles.number}>{topic ? topic.phrases.length || '–' : '…'}</td>
                <td>{checked.report ? <Mark errors={errors} warnings={problems.length - errors} /> : '…'}</td>
                <td>{checked.report ? <ChatMark results={results} /> : '…'}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </TableBox>
  )
}
