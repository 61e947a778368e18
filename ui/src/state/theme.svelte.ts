// Light or dark: as the setting says, else as the system says.
import type { Theme } from '../bindings';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

class ThemeInForce {
  #setting: Theme = $state('system');
  #systemIsDark: boolean = $state(dark.matches);
  readonly shown: 'light' | 'dark' = $derived(
    this.#setting === 'system' ? (this.#systemIsDark ? 'dark' : 'light') : this.#setting,
  );

  constructor() {
    dark.addEventListener('change', (event) => {
      this.#systemIsDark = event.matches;
      this.#paint();
    });
    this.#paint();
  }

  choose(setting: Theme): void {
    this.#setting = setting;
    this.#paint();
  }

  #paint(): void {
    document.documentElement.dataset.theme = this.shown;
  }
}

export const theme = new ThemeInForce();
