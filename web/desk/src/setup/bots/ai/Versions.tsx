import { post } from '../../../hub/api'
import { load } from '../../loaded'
import { OpenVersion, VersionList } from '../versions/VersionList'
import { changesOf } from './program'
import PromptDiff from './PromptDiff'
import type { AiBotNow, AiProgram, AiVersion } from './wire'

interface Props {
  bot: string
  now: AiBotNow
  write: (changed: AiProgram) => void
  canChange: boolean
}

/** Every published program of an AI bot; each can be compared with what is live, and brought back. */
export default function Versions({ bot, now, write, canChange }: Props) {
  const path = `/bots/${bot}/ai/versions`
  return (
    <VersionList<AiVersion>
      path={path}
      one={(version, _all, again) => (
        <OpenVersion
          version={version}
          canChange={canChange}
          intoDraft={() => write(version.program)}
          rollBack={async () => {
            const { n } = await post<{ n: number }>(`${path}/${version.n}/restore`, {})
            await Promise.all([again(), load(`/bots/${bot}/ai`)])
            return n
          }}
        >
          <Differences version={version} now={now} />
        </OpenVersion>
      )}
    />
  )
}

function Differences({ version: { n, isLive, program }, now }: { version: AiVersion; now: AiBotNow }) {
  const [other, otherName] = isLive || !now.live ? [now.draft, 'the draft'] : [now.live, 'what is live']
  const changes = changesOf(program, other)
  return (
    <>
      <p>{changes.length === 0 ? `Nothing differs from ${otherName}.` : `From it to ${otherName}: ${changes.join(' · ')}.`}</p>
      {program.prompt !== other.prompt && <PromptDiff label={`The prompt of version ${n} and of ${otherName}`} before={program.prompt} after={other.prompt} />}
    </>
  )
}
