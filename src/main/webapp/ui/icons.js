import { html } from '../lib/lit-html/lit-html.js';

const PATHS = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM20 20l-4-4',
  chevron: 'M9 6l6 6-6 6',
  stop: 'M9 6v12M15 6v12',
  follow: 'M12 4v13M6.5 11.5L12 17l5.5-5.5M5 20.5h14',
  wrap: 'M4 6h16M4 12h13a3.5 3.5 0 0 1 0 7h-4M15.5 16.5L13 19l2.5 2.5M4 18h4',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  download: 'M12 4v11M7.500 10.500L12 15l4.500-4.500M4.500 15v5h15v-5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  auto: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
  light: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2'
    + 'M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  keyboard: 'M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M17.5 14h.01M6.500 14h.01M9 14h6',
  file: 'M7 3.500h7l4 4v13H7zM13.500 3.500v4.500h4.500',
  command: 'M4 5h16v14H4zM7.500 9l3 3-3 3M12.500 15h4',
  refresh: 'M19 12a7 7 0 1 1-2-5l2 2M19 4v5h-5',
  out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  audit: 'M6 3.500h12v17H6zM9 8h6M9 12h6M9 16h3',
  info: 'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM12 11v5.500M12 7.500h.01',
  close: 'M6 6l12 12M18 6L6 18',
};

/**
 * A drawing for beside a word; screen readers pass over it.
 * @param {keyof typeof PATHS} name
 */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]}></path></svg>`;
}
