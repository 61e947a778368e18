// Where in the window the person is. Kept in the address, so that a start can name a page: `#names/edit/noip-nas`.
export const pages = ['overview', 'names', 'history', 'settings'] as const;
export type Page = (typeof pages)[number];

class Place {
  #hash: string = $state(location.hash);
  readonly #parts = $derived(this.#hash.replace(/^#/, '').split('/').map(decodeURIComponent));
  readonly page: Page = $derived(pages.find((page) => page === this.#parts[0]) ?? 'overview');
  /** What follows the page, such as `['edit', 'noip-nas']`. */
  readonly detail: string[] = $derived(this.#parts.slice(1));

  constructor() {
    window.addEventListener('hashchange', () => (this.#hash = location.hash));
  }

  go(page: Page, ...detail: string[]): void {
    location.hash = [page, ...detail.map(encodeURIComponent)].join('/');
    this.#hash = location.hash;
  }
}

export const place = new Place();
