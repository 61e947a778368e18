// What the browser of the tests lacks, and what `main.ts` would have done.
if (!window.matchMedia) {
  window.matchMedia = (query: string) =>
    ({
      matches: false,
      media: query,
      addEventListener() {},
      removeEventListener() {},
    }) as unknown as MediaQueryList;
}

const { language } = await import('../src/words/index.svelte');
language.choose('en');

// Tests look at pages at once; that the others come later has a test of its own.
const { others } = await import('../src/state/others.svelte');
await others.fetch();

export {};
