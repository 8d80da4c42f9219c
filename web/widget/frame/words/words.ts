import { en, type Words } from './en.ts';

export type { Words };

const RIGHT_TO_LEFT = /^(ar|fa|he|ur|ps|ckb|yi)\b/i;

/** The languages beside English come when they are needed. */
const OTHERS: Record<string, () => Promise<{ words: Words }>> = {
  de: () => import('./de.ts'),
  ar: () => import('./ar.ts'),
};

export interface Language {
  locale: string;
  dir: 'ltr' | 'rtl';
  words: Words;
}

/** The first of the wished languages that we speak; English if there is none. Dates and numbers follow the same language. */
export const languageFor = async (wishes: readonly (string | undefined)[]): Promise<Language> => {
  for (const wish of wishes) {
    const locale = valid(wish);
    const short = locale?.slice(0, 2).toLowerCase();
    if (!locale || !short) continue;
    if (short === 'en') return { locale, dir: 'ltr', words: en };
    try {
      const other = await OTHERS[short]?.();
      if (other) return { locale, dir: RIGHT_TO_LEFT.test(locale) ? 'rtl' : 'ltr', words: other.words };
    } catch {
      // The language didn't load; a chat in English is better than none.
      break;
    }
  }
  return { locale: 'en', dir: 'ltr', words: en };
};

const valid = (locale: string | undefined): string | undefined => {
  try {
    return locale ? Intl.getCanonicalLocales(locale)[0] : undefined;
  } catch {
    return undefined;
  }
};

/** Puts values where a sentence has {names}. */
export const fill = (sentence: string, values: Record<string, string | number>): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
