import { CheckmarkRegular, WarningFilled } from '@fluentui/react-icons'
import { Part, TableBox } from '../parts'
import { useLoaded } from '../loaded'
import type { TestResult, Tool } from '../wire'
import styles from './ToolTable.module.css'

/** The tools, each with the privileges that the application user still lacks for it. Older servers don't say. */
export function ToolTable({ tools: found }: { tools: TestResult['tools'] }) {
  const { value: tools } = useLoaded<Tool[]>(found ? '/tools' : undefined)
  if (!found) return null
  const lacking = found.filter((tool) => tool.missing.length > 0)
  const titleOf = (name: string): string => tools?.find((tool) => tool.name === name)?.title ?? name
  const sorted = [...lacking, ...found.filter((tool) => tool.missing.length === 0)]
  return (
    <Part title="What the application user may do">
      <p className={styles.sum}>
        {lacking.length === 0
          ? `All ${found.length} tools have the privileges they need.`
          : `${found.length - lacking.length} of ${found.length} tools have what they need. Give the application user a security role with the privileges below, and test again.`}
      </p>
      <TableBox label="Tools and missing privileges">
        <table>
          <thead>
            <tr>
              <th scope="col">Tool</th>
              <th scope="col">Privileges it lacks</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ name, missing }) => (
              <tr key={name}>
                <th scope="row">{titleOf(name)}</th>
                <td>
                  {missing.length === 0 ? (
                    <span className={styles.none}>
                      <CheckmarkRegular aria-hidden /> None
                    </span>
                  ) : (
                    <span className={styles.lacks}>
                      <WarningFilled aria-hidden /> {missing.join(', ')}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </Part>
  )
}
