// The pages that are not shown first, with all their words. One file: it is fetched once, after the first page was
// painted, or at once when the window opens on one of them.
import { en } from '../words/en';
import { failure } from '../words/failure';
import { language } from '../words/index.svelte';
import { sv } from '../words/sv';
import Doctor from './Doctor.svelte';
import History from './History.svelte';
import Names from './Names.svelte';
import Servers from './Servers.svelte';
import Settings from './Settings.svelte';

language.learn({ en, sv });

export { Doctor, failure, History, Names, Servers, Settings };
