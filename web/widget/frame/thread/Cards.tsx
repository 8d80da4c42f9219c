import { useEffect, useRef, useState } from 'preact/hooks';
import type { Saying } from '../../../cards/attachment.ts';
import type { Entry } from '../line/conversation.ts';
import type { Line } from '../line/line.ts';
import type { Words as Language } from '../words/words.ts';
import { standIn } from './spoken.ts';
import { Words } from './Words.tsx';

interface CardsProps {
  entry: Entry;
  words: Language;
  locale: string;
  line: Line;
  live: boolean;
}

const loading = () => Promise.all([import('../../../cards/draw.ts'), import('../../../cards/words.ts')]);

/** What a message carries beside its words, to be answered while the conversation goes on. What draws it is loaded with the first one; until then, and where it can't be, its words stand. */
export function Cards({ entry, words, locale, line, live }: CardsProps) {
  const place = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState(false);
  // What comes again is not drawn again: it may have been filled in by now.
  const holds = JSON.stringify([entry.attachments, entry.layout]);
  useEffect(() => {
    let gone = false;
    void loading()
      .then(([{ draw }, { cardWords }]) => {
        if (gone) return;
        const say = (saying: Saying) => line.say(saying.shown, saying.text, saying);
        place.current!.replaceChildren(draw(entry, { say: live ? say : undefined, words: cardWords(locale) }));
        setDrawn(true);
      })
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [holds, live]);
  return (
    <>
      <div class="attached" ref={place} hidden={!drawn} />
      {!drawn && (
        <div class="bubble">
          {entry.attachments.map((attachment, at) => (
            <Words key={at} text={entry.stands[at] ?? standIn(attachment, words)} plain={false} />
          ))}
        </div>
      )}
    </>
  );
}
