// The language in force. Components read `language.words`; when the setting changes, they change.
//
// Both come with the page: fetching one would be a round trip before anything can be painted.
import type { Language } from '../bindings';
import { en, type Words } from './en';
import type { Tongue } from './format';
import { sv } from './sv';

export type { Words } from './en';
export type { Tongue } from './format';

const deck: Record<Tongue, Words> = { en, sv };

class LanguageInForce {
  #words: Words | null = $state.raw(null);
  #tongue: Tongue | null = null;

  /** The words. `choose` has to have ended once before anything is drawn. */
  get words(): Words {
    if (!this.#words) throw new Error('no language was chosen yet');
    return this.#words;
  }

  /** Puts a setting in force. The page itself says its language too, for screen readers and hyphenation. */
  async choose(setting: Language): Promise<void> {
    const tongue = setting === 'system' ? ofSystem() : setting;
    if (tongue === this.#tongue && this.#words) return;
    this.#tongue = tongue;
    this.#words = deck[tongue];
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
