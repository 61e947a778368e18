// The language in force. Components read `language.words`; when the setting changes, they change.
import type { Language } from '../bindings';
import { en, type Words } from './en';
import type { Tongue } from './format';
import { sv } from './sv';

export type { Words } from './en';
export type { Tongue } from './format';

const deck: Record<Tongue, Words> = { en, sv };

class LanguageInForce {
  tongue: Tongue = $state('en');
  words: Words = $derived(deck[this.tongue]);

  /** Puts a setting in force. The page itself says its language too, for screen readers and hyphenation. */
  choose(setting: Language): void {
    this.tongue = setting === 'system' ? ofSystem() : setting;
    document.documentElement.lang = this.tongue;
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
