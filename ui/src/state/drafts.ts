// Forms that were left half filled in: a look at the settings must not cost what was typed. They live as long as the
// window and never leave it.
import type { Typed } from '../components/profile-form';

/** By profile; `+` is the form for a new one. */
export const drafts = new Map<string, Typed>();
