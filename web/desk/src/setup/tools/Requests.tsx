import { TableBox } from '../parts'
import type { OutsideCall } from '../wire'
import styles from './tools.module.css'

/** The requests that a run made outside, with the ids that they have there. */
export function Requests({ of }: { of: readonly OutsideCall[] }) {
  if (of.length === 0) return <p>No request was made outside.</p>
  return (
    <TableBox label="Requests outside">
      <table className={styles.wire}>
        <thead>
          <tr>
            <th scope="col">Request</th>
            <th scope="col">Status</th>
            <th scope="col">Took</th>
            <th scope="col">Request ID</th>
          </tr>
        </thead>
        <tbody>
          {of.map((call, at) => (
            <tr key={at}>
              <td>
                {call.method} {readable(call.address)}
              </td>
              <td>{call.status || 'none'}{call.error && ` ${call.error}`}</td>
              <td className={styles.number}>{call.tookMs} ms</td>
              <td>{call.requestId ?? 'none'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}

/** Without the escapes, which only programs need. */
function readable(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}
