import { CheckmarkCircleRegular, ErrorCircleRegular, WarningRegular } from '@fluentui/react-icons'
import { useAuthoring } from './authoring'
import { nameOf } from './names'
import styles from './Problems.module.css'

/** What is wrong, that of the open file first; each leads to its place. */
export function Problems({ path }: { path: string }) {
  const { checked, open } = useAuthoring()
  const all = checked.report?.problems ?? []
  const sorted = [...all.filter((one) => one.path === path), ...all.filter((one) => one.path !== path)]
  const errors = all.filter(({ isWarning }) => !isWarning).length
  return (
    <section className={styles.problems} aria-label="Problems">
      <p role="status" className={styles.count}>
        {checked.problem ?? (checked.report ? countWords(errors, all.length - errors) : 'Checking…')}
      </p>
      {sorted.length > 0 && (
        <ul>
          {sorted.slice(0, shownMax).map((problem, n) => (
            <li key={n}>
              <button type="button" onClick={() => open(problem.path, problem.line, problem.column)}>
                {problem.isWarning ? <WarningRegular aria-label="Warning" data-tone="warning" /> : <ErrorCircleRegular aria-label="Error" data-tone="error" />}
                <span className={styles.where}>
                  {problem.path === path ? '' : `${nameOf(problem.path)}, `}line {problem.line}
                </span>
                <span>{problem.message}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {sorted.length > shownMax && <p>and {sorted.length - shownMax} more</p>}
    </section>
  )
}

const shownMax = 100

export function countWords(errors: number, warnings: number): string {
  if (errors === 0 && warnings === 0) return 'No problems.'
  const parts = [errors > 0 && `${errors} ${errors === 1 ? 'error' : 'errors'}`, warnings > 0 && `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`]
  return `${parts.filter(Boolean).join(', ')}.`
}

/** How a file stands, as a sign with words for those who don't see it. */
export function Mark({ errors, warnings }: { errors: number; warnings: number }) {
  const words = countWords(errors, warnings)
  const Sign = errors > 0 ? ErrorCircleRegular : warnings > 0 ? WarningRegular : CheckmarkCircleRegular
  const tone = errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'well'
  return (
    <span className={styles.mark} title={words}>
      <Sign aria-hidden data-tone={tone} />
      <span className={tone === 'well' ? 'unseen' : undefined}>{tone === 'well' ? words : errors + warnings}</span>
      {tone !== 'well' && <span className="unseen"> {errors > 0 ? 'problems' : 'warnings'}</span>}
    </span>
  )
}
