import { useEffect, useState } from 'preact/hooks';
import type { Conversation } from './line/conversation.ts';
import { spoken } from './thread/spoken.ts';
import type { Words } from './words/words.ts';

/** What a screen reader is told, politely: each new message of others, once, and never the history. */
export function Announced({ now, words }: { now: Conversation; words: Words }) {
  const [said, setSaid] = useState('');
  const heard = now.heard;
  useEffect(() => {
    if (heard) setSaid(spoken(heard, words));
  }, [heard?.key]);
  return <div class="unseen" aria-live="polite" aria-atomic="true">{said}</div>;
}
