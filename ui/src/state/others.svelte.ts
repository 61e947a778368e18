// The pages that are not shown first. What the overview needs stays small; the rest follows when it has been painted.
export type Others = typeof import('../views/others');

/** Long enough for the first page to be on the screen before anything else takes the processor. */
const rest = 200;

class OtherPages {
  /** The pages, once they have come. */
  here: Others | null = $state.raw(null);
  failed: boolean = $state(false);
  #coming: Promise<Others> | null = null;

  /** Fetches them, once. */
  fetch(): Promise<Others> {
    this.#coming ??= import('../views/others').then(
      (pages) => (this.here = pages),
      (why: unknown) => {
        this.failed = true;
        throw why;
      },
    );
    return this.#coming;
  }

  /** Fetches them when nothing else is to be done, so that the first look at one does not wait. */
  fetchLater(): void {
    if (!this.#coming) setTimeout(() => void this.fetch().catch(() => undefined), rest);
  }
}

export const others = new OtherPages();
