import { useEffect, useRef, useState } from 'preact/hooks';
import { wantsRating, type Conversation } from './line/conversation.ts';
import type { Line } from './line/line.ts';
import { Survey } from './Survey.tsx';
import type { Words } from './words/words.ts';

interface EndedProps {
  line: Line;
  now: Conversation;
  words: Words;
}

/** After the last word: how was it, and what one can do next. */
export function Ended({ line, now, words }: EndedProps) {
  const [done, setDone] = useState<'rated' | 'skipped'>();
  const again = useRef<HTMLButtonElement>(null);
  const asks = wantsRating(now) && !line.memory.now.rated && !done;
  useEffect(() => {
    if (done) again.current?.focus();
  }, [done]);
  return (
    <footer class="ended">
      {asks && <Survey line={line} words={words} onDone={setDone} />}
      {!asks && (
        <>
          <p role="status">
            {done === 'rated'
              ? words.thanks
              : now.phase === 'ended'
                ? words.ended
                : now.why || words[now.phase === 'gone' ? 'gone' : 'unavailable']}
          </p>
          <button type="button" class="first" ref={again} onClick={() => line.again()}>
            {now.phase === 'unavailable' ? words.tryAgain : words.again}
          </button>
        </>
      )}
    </footer>
  );
}
