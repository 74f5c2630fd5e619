import { settings } from './settings.js';

/** Puts the settings that style sheets use onto the page, now and whenever they change. */
export function applySettings() {
  const root = document.documentElement;
  root.dataset.theme = settings.theme;
  root.lang = settings.language;
  root.style.setProperty('--log-font-size', `${settings.fontSize}px`);
}

settings.addEventListener('change', applySettings);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => settings.refresh());
