import { Signal } from '../hub/signal'

/** What the pane beside the thread shows. */
export type SideTab = 'contact' | 'context' | 'about' | 'assist'
export const tab = new Signal<SideTab>('contact')
