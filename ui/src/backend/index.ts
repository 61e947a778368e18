import type { Backend } from './types';

export type { Asked, Autostart, Backend, News, Told } from './types';

/** Chooses the way out: the frame where there is one, else a scene. */
export async function openBackend(location: Location): Promise<Backend> {
  if ('__TAURI_INTERNALS__' in window) {
    const { TauriBackend } = await import('./tauri');
    return new TauriBackend();
  }
  const { DemoBackend } = await import('./demo');
  return new DemoBackend(new URLSearchParams(location.search));
}
