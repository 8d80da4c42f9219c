import { useState } from 'preact/hooks';
import { Icon } from './Icon.tsx';
import type { Line } from './line/line.ts';
import type { Words } from './words/words.ts';

const STARS = [1, 2, 3, 4, 5] as const;
const COMMENT_CHARACTERS_MAX = 2_000;

/** Whether it helped, five stars and a word. Radio groups, so that arrow keys choose and a screen reader says what each star means. */
export function Survey({ line, words, onDone }: { line: Line; words: Words; onDone: (how: 'rated' | 'skipped') => void }) {
  const [resolved, setResolved] = useState<boolean>();
  const [rating, setRating] = useState(0);
  const [hovered, setHovered] = useState(0);
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const lit = hovered || rating;
  const said = rating > 0 || resolved !== undefined;

  const send = async () => {
    if (!said || busy) return;
    setBusy(true);
    const taken = await line.rate({ resolved, rating: rating || undefined, comment: comment.trim() || undefined });
    setBusy(false);
    setFailed(!taken);
    if (taken) onDone('rated');
  };

  return (
    <form class="survey" onSubmit={event => (event.preventDefault(), void send())}>
      <fieldset class="helped">
        <legend>{words.helped}</legend>
        {([true, false] as const).map(one => (
          <label key={String(one)}>
            <input type="radio" name="resolved" checked={resolved === one} onChange={() => setResolved(one)} />
            <span>{one ? words.yes : words.no}</span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{words.rate}</legend>
        <div class="stars" onPointerLeave={() => setHovered(0)}>
          {STARS.map(star => (
            <label key={star} class={star <= lit ? 'lit' : ''} onPointerEnter={() => setHovered(star)} title={words[`star${star}`]}>
              <input
                type="radio"
                name="rating"
                value={star}
                checked={rating === star}
                aria-label={words[`star${star}`]}
                onChange={() => setRating(star)}
              />
              <Icon of="star" size={32} />
            </label>
          ))}
        </div>
        <p class="chosen" aria-hidden="true">
          {lit ? words[`star${lit as 1}`] : '\u00a0'}
        </p>
      </fieldset>
      {said && (
        <label class="comment">
          <span>
            {words.comment} <small>{words.optional}</small>
          </span>
          <textarea
            rows={2}
            dir="auto"
            maxLength={COMMENT_CHARACTERS_MAX}
            value={comment}
            onInput={event => setComment(event.currentTarget.value)}
          />
        </label>
      )}
      {failed && (
        <p class="bad" role="alert">
          {words.notRated}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="second" onClick={() => onDone('skipped')}>
          {words.skip}
        </button>
        <button type="submit" class="first" aria-disabled={!said || busy}>
          {words.send}
        </button>
      </div>
    </form>
  );
}
