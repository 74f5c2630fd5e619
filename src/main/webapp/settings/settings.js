const KEY = 'onetail';
const CHOICES = { theme: ['auto', 'light', 'dark'], language: ['auto', 'en', 'zh-CN'], wrap: [true, false] };
const DEFAULTS = { theme: 'auto', language: 'auto', wrap: true, fontSize: 13 };
const FONT_SIZES = { least: 10, most: 22 };

/** What this browser remembers: one object in local storage. Fires `change`. */
class Settings extends EventTarget {
  #values = { ...DEFAULTS, ...stored() };

  get theme() {
    return this.#values.theme;
  }

  get wrap() {
    return this.#values.wrap;
  }

  get fontSize() {
    return this.#values.fontSize;
  }

  /** @returns {'light'|'dark'} the theme in effect */
  get shade() {
    if (this.theme !== 'auto') return this.theme;
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }

  /** @returns {'en'|'zh-CN'} the language in effect */
  get language() {
    if (this.#values.language !== 'auto') return this.#values.language;
    return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
  }

  /** @param {Partial<typeof DEFAULTS>} values */
  set(values) {
    this.#values = { ...this.#values, ...values };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#values));
    } catch {
      // Local storage may be full or forbidden: the choice then holds for this page.
    }
    this.dispatchEvent(new Event('change'));
  }

  toggleWrap() {
    this.set({ wrap: !this.wrap });
  }

  /** auto → light → dark → auto */
  nextTheme() {
    const { theme } = CHOICES;
    this.set({ theme: theme[(theme.indexOf(this.theme) + 1) % theme.length] });
  }

  toggleLanguage() {
    this.set({ language: this.language === 'en' ? 'zh-CN' : 'en' });
  }

  /** @param {number} step in pixels; 0 for the size it had at first */
  changeFontSize(step) {
    const size = step === 0 ? DEFAULTS.fontSize : this.fontSize + step;
    this.set({ fontSize: Math.min(FONT_SIZES.most, Math.max(FONT_SIZES.least, size)) });
  }

  /** Fires `change` without one: the system's own colour scheme has changed. */
  refresh() {
    this.dispatchEvent(new Event('change'));
  }
}

function stored() {
  try {
    const values = JSON.parse(localStorage.getItem(KEY)) ?? {};
    const valid = ([name, value]) => CHOICES[name]?.includes(value) || (name === 'fontSize' && Number.isInteger(value));
    return Object.fromEntries(Object.entries(values).filter(valid));
  } catch {
    return {};
  }
}

export const settings = new Settings();
