import { Icon } from './Icon.tsx';

/** A face for who answers: initials for a person, a drawing for a bot. Decoration; the name stands beside it. */
export function Avatar({ kind, name = '' }: { kind?: 'bot' | 'agent'; name?: string }) {
  const initials = name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map(part => [...part][0])
    .join('')
    .toLocaleUpperCase();
  return (
    <span class={`avatar ${kind ?? 'none'}`} aria-hidden="true">
      {kind === 'agent' && initials ? initials : <Icon of={kind === 'bot' ? 'bot' : kind ? 'person' : 'chat'} />}
    </span>
  );
}
