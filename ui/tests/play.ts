// Runs the whole window on the demo back end.
import { cleanup, render } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import App from '../src/App.svelte';
import { DemoBackend } from '../src/backend/demo';
import { Engine } from '../src/state/engine.svelte';
import { drafts } from '../src/state/drafts';
import { place } from '../src/state/place.svelte';

export interface Play {
  backend: DemoBackend;
  engine: Engine;
  user: ReturnType<typeof userEvent.setup>;
}

/** Opens the window on a scene, at a page such as `names/noip-nas`. */
export async function open(scene: string, page = 'overview', lang = 'en'): Promise<Play> {
  cleanup();
  drafts.clear();
  place.go('overview');
  location.hash = page;
  window.dispatchEvent(new Event('hashchange'));
  const backend = new DemoBackend(new URLSearchParams({ scene, lang }), 1);
  const engine = new Engine(backend);
  render(App, { engine });
  await engine.connect();
  return { backend, engine, user: userEvent.setup() };
}
