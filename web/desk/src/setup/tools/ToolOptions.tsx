import type { Tool } from '../wire'
import { grouped } from './grouped'

/** The tools as the options of a choice, below the names of their groups. */
export function ToolOptions({ of, prefix = '' }: { of: readonly Tool[]; prefix?: string }) {
  return grouped(of).map(({ group, tools }) => (
    <optgroup key={group} label={group}>
      {tools.map(({ name, title }) => (
        <option key={name} value={prefix + name}>
          {title}
        </option>
      ))}
    </optgroup>
  ))
}
