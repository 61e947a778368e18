import { mount } from 'svelte';
import './styles/base.css';
import App from './App.svelte';
import { openBackend } from './backend';
import { Engine } from './state/engine.svelte';
import { language } from './words/index.svelte';

language.choose('system');
const engine = new Engine(await openBackend(location));
mount(App, { target: document.getElementById('app') as HTMLElement, props: { engine } });
await engine.connect();
