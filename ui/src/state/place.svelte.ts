// Where in the window the person is. Kept in the address, so that a start can name a page.
//
// `#names` is the list, `#names/PROFILE` a profile's form, `#names/+` a new one. `#names/PROFILE/NAME` is that name's
// card on the overview: there it shows how it is. `#history/TAB` is a part of that page.
export const pages = ['overview', 'names', 'history', 'servers', 'doctor', 'settings'] as const;
export type Page = (typeof pages)[number];

class Place {
  #hash: string = $state(location.hash);
  readonly #parts = $derived(this.#hash.replace(/^#/, '').split('/').map(plain));
  readonly #named = $derived(this.#parts[0] === 'names' && this.#parts.length > 2);
  readonly page: Page = $derived(
    this.#named ? 'overview' : (pages.find((page) => page === this.#parts[0]) ?? 'overview'),
  );
  /** The profile whose form is open; `+` for a new one. */
  readonly profile: string | null = $derived(this.page === 'names' ? (this.#parts[1] ?? null) : null);
  /** The part of a page that is wanted. */
  readonly part: string | null = $derived(this.#parts[1] ?? null);
  /** The name whose card is wanted. */
  readonly name: string | null = $derived(this.#named ? this.#parts.slice(2).join('/') : null);

  constructor() {
    window.addEventListener('hashchange', () => (this.#hash = location.hash));
  }

  go(page: Page, ...detail: string[]): void {
    location.hash = [page, ...detail.map(encodeURIComponent)].join('/');
    this.#hash = location.hash;
  }
}

/** A percent sign that begins no escape stands for itself. */
function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const place = new Place();
