// The language in force. Components read `language.words`; when the setting changes, they change.
//
// What the first page says comes with it, in both languages: fetching one would be a round trip before anything can be
// painted. What the other pages say comes with them, and only what they use may read it.
import type { Language } from '../bindings';
import type { Words } from './en';
import { first as en, type FirstWords } from './en-first';
import type { Tongue } from './format';
import { first as sv } from './sv-first';

export type { Words } from './en';
export type { FirstWords } from './en-first';
export type { Tongue } from './format';

const deck: Record<Tongue, FirstWords> = { en, sv };

class LanguageInForce {
  #tongue: Tongue = $state('en');
  #chosen = false;
  #whole: Record<Tongue, Words> | null = $state.raw(null);

  /** What the first page says, and the frame around all of them. */
  get first(): FirstWords {
    return deck[this.#tongue];
  }

  /** The language itself. */
  get tongue(): Tongue {
    return this.#tongue;
  }

  /** All words. Only for what comes with the other pages. */
  get words(): Words {
    if (!this.#whole) throw new Error('these words come with the pages that use them');
    return this.#whole[this.#tongue];
  }

  /** The words of the other pages have come. */
  learn(words: Record<Tongue, Words>): void {
    this.#whole = words;
  }

  /** Puts a setting in force. The page itself says its language too, for screen readers and hyphenation. */
  choose(setting: Language): void {
    const tongue = setting === 'system' ? ofSystem() : setting;
    if (tongue === this.#tongue && this.#chosen) return;
    this.#chosen = true;
    this.#tongue = tongue;
    document.documentElement.lang = tongue;
  }
}

function ofSystem(): Tongue {
  const wanted = navigator.languages?.length ? navigator.languages : [navigator.language];
  for (const tag of wanted) {
    if (tag.toLowerCase().startsWith('sv')) return 'sv';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

export const language = new LanguageInForce();
