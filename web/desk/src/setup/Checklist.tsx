import { ArrowRightRegular, CheckmarkCircleFilled, CircleRegular } from '@fluentui/react-icons'
import { openSetup, setupAddress } from '../look/place'
import styles from './Checklist.module.css'
import { useLoaded } from './loaded'
import { steps, type SetupStep } from './steps'
import type { BotSetting, ChannelSetting, CrmConnection, QueueSetting, UserSetting, Workstream } from './wire'

/** What is set up so far; undefined until all of it is known. */
export function useSteps(): SetupStep[] | undefined {
  const crm = useLoaded<CrmConnection>('/crm/connection')
  const queues = useLoaded<QueueSetting[]>('/queues?limit=200')
  const bots = useLoaded<BotSetting[]>('/bots?limit=200')
  const workstreams = useLoaded<Workstream[]>('/workstreams?limit=200')
  const channels = useLoaded<ChannelSetting[]>('/channels?limit=200')
  const people = useLoaded<UserSetting[]>('/users?limit=200')
  const isUnknown = [crm, queues, bots, workstreams, channels, people].some(({ value, problem }) => value === undefined && !problem)
  if (isUnknown) return undefined
  return steps({
    crm: crm.value,
    queues: queues.value,
    bots: bots.value,
    workstreams: workstreams.value,
    channels: channels.value,
    people: people.value,
  })
}

/** From an empty Baton to the first chat: what is done, and what is next. */
export function Checklist() {
  const all = useSteps()
  if (!all) return <div className={styles.waiting} role="status" aria-label="Looking at the set-up" />
  const next = all.find((step) => !step.isDone)
  return (
    <ol className={styles.steps}>
      {all.map((step) => (
        <li key={step.page} data-done={step.isDone} data-next={step === next}>
          <a
            href={setupAddress(step.page)}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return
              event.preventDefault()
              openSetup(step.page)
            }}
          >
            {step.isDone ? <CheckmarkCircleFilled className={styles.glyph} aria-hidden /> : <CircleRegular className={styles.glyph} aria-hidden />}
            <span className={styles.words}>
              <b>
                {step.title}
                <span className="unseen">{step.isDone ? ', done' : step === next ? ', next' : ', to do'}</span>
              </b>
              <span>{step.isDone ? step.there : step.why}</span>
            </span>
            <ArrowRightRegular className={styles.arrow} aria-hidden />
          </a>
        </li>
      ))}
    </ol>
  )
}
