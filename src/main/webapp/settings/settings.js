const KEY = 'onetail';
const FONT_SIZES = { least: 10, usual: 13, most: 22 };

/**
 * @typedef {'auto'|'light'|'dark'} Theme `auto` is as the system has it
 * @typedef {'en'|'zh-CN'} Language
 * @typedef {{theme: Theme, language: Language|'auto', wrap: boolean, fontSize: number}} Choices font size in pixels
 */

/** @type {readonly Theme[]} in the order in which the button goes through them */
const THEMES = ['auto', 'light', 'dark'];
/** @type {Record<string, readonly unknown[]>} what may be stored */
const VALID = { theme: THEMES, language: ['auto', 'en', 'zh-CN'], wrap: [true, false] };
/** @type {Choices} */
const DEFAULTS = { theme: 'auto', language: 'auto', wrap: true, fontSize: FONT_SIZES.usual };

/** What this browser remembers: one object in local storage. Fires `change`. */
class Settings extends EventTarget {
  #choices = { ...DEFAULTS, ...stored() };

  get theme() {
    return this.#choices.theme;
  }

  get wrap() {
    return this.#choices.wrap;
  }

  get fontSize() {
    return this.#choices.fontSize;
  }

  /** @returns {Language} the language in effect */
  get language() {
    if (this.#choices.language !== 'auto') return this.#choices.language;
    return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
  }

  /** @param {Partial<Choices>} choices */
  set(choices) {
    this.#choices = { ...this.#choices, ...choices };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#choices));
    } catch {
      // Local storage may be full or forbidden: the choice then holds for this page.
    }
    this.refresh();
  }

  toggleWrap() {
    this.set({ wrap: !this.wrap });
  }

  /** auto → light → dark → auto */
  nextTheme() {
    this.set({ theme: THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length] });
  }

  toggleLanguage() {
    this.set({ language: this.language === 'en' ? 'zh-CN' : 'en' });
  }

  /** @param {number} step in pixels; 0 for the usual size */
  changeFontSize(step) {
    const size = step === 0 ? FONT_SIZES.usual : this.fontSize + step;
    this.set({ fontSize: Math.min(FONT_SIZES.most, Math.max(FONT_SIZES.least, size)) });
  }

  /** Fires `change`, also for what is chosen elsewhere: the system's own colour scheme. */
  refresh() {
    this.dispatchEvent(new Event('change'));
  }
}

/** @returns {Partial<Choices>} those that are valid */
function stored() {
  try {
    const choices = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return Object.fromEntries(Object.entries(choices)
      .filter(([name, value]) => VALID[name]?.includes(value) || (name === 'fontSize' && Number.isInteger(value))));
  } catch {
    return {};
  }
}

export const settings = new Settings();
