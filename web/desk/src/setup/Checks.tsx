import { Checkbox } from '@fluentui/react-components'
import form from './form.module.css'

/** Which of a few named things are chosen. */
export function Checks({ legend, of, chosen, change, canChange, none }: {
  legend: string
  of: readonly { id: string; name: string }[]
  chosen: readonly string[]
  change: (ids: string[]) => void
  canChange: boolean
  none: string
}) {
  return (
    <fieldset className={form.set}>
      <legend>{legend}</legend>
      {of.length === 0 && <p className={form.hint}>{none}</p>}
      <div className={form.checks}>
        {of.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            disabled={!canChange}
            checked={chosen.includes(id)}
            onChange={(_, { checked }) => change(checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
          />
        ))}
      </div>
    </fieldset>
  )
}
