import { Link } from '@fluentui/react-components'
import form from '../form.module.css'
import { Part } from '../parts'

/** For who has not done it before. */
export function HowTo() {
  return (
    <Part title="If you have no app registration yet">
      <ol className={form.steps}>
        <li>In the Entra admin centre, register an application (single tenant, no redirect address).</li>
        <li>Under Certificates &amp; secrets make a client secret, and copy its Value at once: it is shown only then.</li>
        <li>
          In the Power Platform admin centre, open your environment, Settings, Users + permissions, Application users, and add the app with the
          security roles that its tools need.
        </li>
        <li>Paste the four values above and press Test. It says which step is not right, and what to do.</li>
      </ol>
      <p className={form.hint}>
        More in Microsoft’s{' '}
        <Link inline href="https://learn.microsoft.com/power-platform/admin/manage-application-users" target="_blank" rel="noopener noreferrer">
          page on application users
        </Link>
        .
      </p>
    </Part>
  )
}
