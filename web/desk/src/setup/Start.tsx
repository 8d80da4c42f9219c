import { Checklist } from './Checklist'
import type { PageProps } from './pages'
import { Head } from './parts'

/** The set-up's first page: what is there, and what is still to do. */
export default function Start({ canChange }: PageProps) {
  return (
    <>
      <Head
        name="Setup"
        purpose={
          canChange
            ? 'What Baton needs before visitors can write to you. Do it in this order; everything holds at once and can be changed later.'
            : 'How Baton is set up. You can look at all of it; administrators change it.'
        }
      />
      <Checklist />
    </>
  )
}
