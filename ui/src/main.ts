import { mount } from 'svelte';
import './styles/base.css';
import App from './App.svelte';
import { openBackend } from './backend';
import { Engine } from './state/engine.svelte';
import { language } from './words/index.svelte';

const [backend] = await Promise.all([openBackend(location), language.choose('system')]);
const engine = new Engine(backend);
mount(App, { target: document.getElementById('app') as HTMLElement, props: { engine } });
await engine.connect();
