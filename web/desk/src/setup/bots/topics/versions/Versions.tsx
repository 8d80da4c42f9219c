import { Select } from '@fluentui/react-components'
import { useState } from 'react'
import { post } from '../../../../hub/api'
import { tell } from '../../../../look/notices'
import { useLoaded } from '../../../loaded'
import { Trouble, Waiting } from '../../../parts'
import { OpenVersion, VersionList } from '../../versions/VersionList'
import { useAuthoring } from '../authoring'
import { changesBetween } from '../changes'
import type { Version, VersionWithFiles } from '../wire'
import { Changes } from './Changes'
import styles from './Versions.module.css'

/** Every published set of topics; each can be compared with any other, and brought back. */
export default function Versions() {
  const { bot } = useAuthoring()
  return (
    <VersionList<Version>
      path={`/bots/${bot.id}/topics/versions`}
      columns={[
        { title: 'Files', of: ({ files }) => files },
        { title: 'Visitors on it', of: ({ conversations }) => conversations || '–' },
      ]}
      one={(version, all, again) => <OneVersion version={version} versions={all} done={again} />}
    />
  )
}

type Against = 'draft' | 'live' | `${number}`

function OneVersion({ version, versions, done }: { version: Version; versions: readonly Version[]; done: () => Promise<void> }) {
  const { bot, draft, now, canChange } = useAuthoring()
  const { n } = version
  const path = `/bots/${bot.id}/topics/versions`
  const previous = versions.find((one) => one.n < n)?.n
  const [against, setAgainst] = useState<Against>(version.isLive ? (previous === undefined ? 'draft' : `${previous}`) : 'live')
  const { value: own, problem } = useLoaded<VersionWithFiles>(`${path}/${n}`)
  const { value: other } = useLoaded<VersionWithFiles>(/^\d+$/.test(against) ? `${path}/${against}` : undefined)
  const compared = against === 'draft' ? now.files : against === 'live' ? now.published : other?.files
  // The older of both stands before: what differs is what came since.
  const isForward = against === 'draft' || (against === 'live' ? !version.isLive : Number(against) > n)
  const changes = own && compared && (isForward ? changesBetween(own.files, compared) : changesBetween(compared, own.files))

  const rollBack = async (): Promise<number> => {
    const made = await post<{ n: number }>(`${path}/${n}/publish`)
    if (now.is === 'saved' && now.revision === 0) await draft.load()
    else await draft.refreshPublished()
    await done()
    return made.n
  }

  const intoDraft = (files: VersionWithFiles['files']): void => {
    const before = now.files
    draft.type(files)
    tell(`The draft is now as version ${n} was.`, { label: 'Undo', run: () => draft.type(before) })
  }

  if (problem) return <Trouble problem={problem} />
  return (
    <OpenVersion
      version={version}
      canChange={canChange}
      intoDraft={own && (() => intoDraft(own.files))}
      rollBack={rollBack}
      against={
        <label className={styles.against}>
          compared with
          <Select size="small" value={against} onChange={(_, { value }) => setAgainst(value as Against)}>
            <option value="draft">the draft</option>
            {!version.isLive && <option value="live">what is live</option>}
            {versions
              .filter((one) => one.n !== n && !one.isLive)
              .map((one) => (
                <option key={one.n} value={`${one.n}`}>
                  version {one.n}
                </option>
              ))}
          </Select>
        </label>
      }
    >
      {!changes ? <Waiting>Comparing</Waiting> : changes.length === 0 ? <p>Nothing differs.</p> : <Changes key={against} changes={changes} label="Differences" />}
    </OpenVersion>
  )
}
