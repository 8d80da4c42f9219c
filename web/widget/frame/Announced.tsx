import { useEffect, useState } from 'preact/hooks';
import type { Conversation } from './line/conversation.ts';
import { spoken } from './thread/spoken.ts';
import type { Words } from './words/words.ts';

const READ_MILLISECONDS = 5_000;

/** What a screen reader is told, politely: each new message of others, once, and never the history. */
export function Announced({ now, words }: { now: Conversation; words: Words }) {
  const [said, setSaid] = useState('');
  const heard = now.heard;
  useEffect(() => {
    if (!heard) return;
    setSaid(spoken(heard, words));
    // Read once; who goes through the page afterwards meets it in the thread only.
    const timer = setTimeout(() => setSaid(''), READ_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [heard?.key]);
  return (
    <div class="unseen" aria-live="polite" aria-atomic="true">
      {said}
    </div>
  );
}
