import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { blocks, inline, type Block, type Inline } from '../../../cards/markdown.ts';

/** What somebody wrote, as elements. Text only ever becomes text nodes; the only attributes are a checked address and its guards. */
export function Words({ text, plain }: { text: string; plain: boolean }) {
  // Read once: a long thread is drawn again with every message.
  return useMemo(
    () =>
      plain ? (
        <p dir="auto" class="plain">
          {linksOnly(text)}
        </p>
      ) : (
        <>{blocks(text).map(block)}</>
      ),
    [text, plain],
  );
}

/** A visitor's own words show as they were typed; only addresses become links. */
const linksOnly = (text: string): ComponentChildren =>
  text.split(/(https?:\/\/[^\s<>"'`]+)/i).map((piece, at) => (at % 2 ? inline(piece).map(show) : piece));

const block = (it: Block, key: number): ComponentChildren => {
  switch (it.is) {
    case 'paragraph':
      return (
        <p dir="auto" key={key}>
          {it.of.map(show)}
        </p>
      );
    case 'heading':
      return (
        <p dir="auto" key={key}>
          <strong>{it.of.map(show)}</strong>
        </p>
      );
    case 'code':
      return (
        <pre dir="ltr" key={key} tabIndex={0}>
          <code>{it.text}</code>
        </pre>
      );
    case 'list': {
      const items = it.items.map((item, at) => <li key={at}>{item.map(show)}</li>);
      return it.ordered ? (
        <ol dir="auto" key={key} start={it.start}>
          {items}
        </ol>
      ) : (
        <ul dir="auto" key={key}>
          {items}
        </ul>
      );
    }
  }
};

const show = (it: Inline, key: number): ComponentChildren => {
  if (typeof it === 'string') return it;
  switch (it.is) {
    case 'bold':
      return <strong key={key}>{it.of.map(show)}</strong>;
    case 'italic':
      return <em key={key}>{it.of.map(show)}</em>;
    case 'code':
      return <code key={key}>{it.text}</code>;
    case 'break':
      return <br key={key} />;
    case 'link':
      return (
        <a key={key} href={it.href} title={it.href} target="_blank" rel="noopener noreferrer nofollow">
          {it.of.map(show)}
        </a>
      );
  }
};
