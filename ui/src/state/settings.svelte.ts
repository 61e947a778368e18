// A copy of the settings for the forms, asked for anew when the snapshot says that they changed.
import type { Preferences, SettingsView } from '../bindings';
import type { Told } from '../backend';
import { accountOf } from './account.svelte';
import { keyedAccounts } from './accounts.svelte';
import type { Engine } from './engine.svelte';

export class SettingsCopy {
  view: SettingsView | null = $state.raw(null);
  failed: boolean = $state(false);
  readonly #engine: Engine;
  #revision = -1;
  /** Ends when the last change has been saved and read back. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  follow(revision: number): void {
    if (revision === this.#revision) return;
    this.#revision = revision;
    // Shown at once as another page read them; what no revision tells of, such as stored secrets, is read anew.
    if (this.#engine.settingsRevision === revision) this.view = this.#engine.settings;
    void this.load();
  }

  async load(): Promise<void> {
    const revision = this.#revision;
    const asked = await this.#engine.ask({ kind: 'settings' });
    this.failed = asked.kind !== 'answer';
    if (asked.kind !== 'answer') return;
    const { settings } = asked.answer;
    // Made here, before anything shows them: what a derivation makes itself, it does not follow.
    for (const { profile } of keyedAccounts(settings)) accountOf(this.#engine, profile);
    this.view = this.#engine.settings = settings;
    this.#engine.settingsRevision = revision;
  }

  /**
   * Saves everything but profiles with one change. What the person chose stays on screen whatever comes of it.
   * Changes go one after the other, each from what the one before it left: none undoes another.
   */
  change(edit: (preferences: Preferences) => void): Promise<Told> {
    const changed = this.#turn.then(() => this.#changeNow(edit));
    this.#turn = changed.catch(() => undefined);
    return changed;
  }

  async #changeNow(edit: (preferences: Preferences) => void): Promise<Told> {
    if (!this.view) return { kind: 'unreachable' };
    const { general, detection, proof, notices, history, home } = structuredClone(this.view.draft);
    const preferences: Preferences = { general, detection, proof, notices, history, home };
    edit(preferences);
    const told = await this.#engine.tell({ kind: 'save_preferences', preferences });
    if (told.kind === 'done') await this.load();
    return told;
  }
}
