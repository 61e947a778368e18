import { mount } from 'svelte';
import './styles/base.css';
import App from './App.svelte';
import { openBackend } from './backend';
import { Engine } from './state/engine.svelte';
import { others } from './state/others.svelte';
import { place } from './state/place.svelte';
import { language } from './words/index.svelte';

language.choose('system');
const engine = new Engine(await openBackend(location));
// Asked for before anything is drawn: the answers travel meanwhile.
if (place.page !== 'overview') void others.fetch().catch(() => undefined);
const connected = engine.connect();
mount(App, { target: document.getElementById('app') as HTMLElement, props: { engine } });
await connected;
