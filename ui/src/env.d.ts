/// <reference types="vite/client" />

/** The window's version, from package.json. */
declare const __VERSION__: string;
