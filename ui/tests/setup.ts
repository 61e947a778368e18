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
await language.choose('en');

export {};
