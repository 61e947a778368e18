import { TauriBackend } from './tauri';
import type { Backend } from './types';

export type { Asked, Autostart, Backend, ChosenFile, News, Told } from './types';

/** Chooses the way out: the frame; or a scene, in a build that has scenes. */
export async function openBackend(location: Location): Promise<Backend> {
  if (__SCENES__ && !('__TAURI_INTERNALS__' in window)) {
    const { DemoBackend } = await import('./demo');
    return new DemoBackend(new URLSearchParams(location.search));
  }
  return new TauriBackend();
}
