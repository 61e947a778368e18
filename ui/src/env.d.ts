/// <reference types="vite/client" />

/** The window's version, from package.json. */
declare const __VERSION__: string;

/** Whether this build can play scenes in a plain browser. A build for the product cannot. */
declare const __SCENES__: boolean;
